import * as contracts from '#schemas/account/api-key/routes.ts';
import { viewOn } from '#shared/http/views-on.ts';
import { ApiKey } from '../domain/api-key.ts';
import { apiKey } from '../target.ts';
import { apiKeyView } from '../view.ts';

export const getKey = viewOn(ApiKey, apiKey)(contracts.getKey, ({ state, version }) =>
  apiKeyView(state, version),
);
