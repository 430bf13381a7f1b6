import { type ApiKeySummary, apiKeyKey } from '#schemas/account/api-key/state.ts';
import type { ApiKeyView } from '#schemas/account/api-key/views.ts';
import { defined } from '#schemas/defined.ts';
import { thingOf } from '#schemas/thing.ts';

/** Everything of a key but its verifier. */
export const apiKeyView = (state: ApiKeySummary, version: number): ApiKeyView =>
  defined({
    ...thingOf({ key: apiKeyKey(state.id), version }),
    keyId: state.id,
    name: state.name,
    user: state.user,
    role: state.role,
    status: state.status,
    created: state.created,
    expires: state.expires,
    lastUsed: state.lastUsed,
  });
