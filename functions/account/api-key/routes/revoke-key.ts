import * as contracts from '#schemas/account/api-key/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { ApiKey } from '../domain/api-key.ts';
import { apiKey } from '../target.ts';

export const revokeKey = commandsOn(ApiKey, apiKey)(contracts.revokeKey, () => ({ type: 'RevokeApiKey' }));
