import { API_KEY_KEY_PREFIX, ApiKeyId, apiKeyKey } from '#schemas/account/api-key/state.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { byId, type Target } from '#shared/http/target.ts';
import { ApiKey } from './domain/api-key.ts';

const KIND = 'API key';

/** The API key that an id of a path names. Any other text is answered like a key that is missing. */
function apiKeyParam(id: string): ApiKeyId {
  const key = keyParam(id, KIND);
  const text = key.startsWith(API_KEY_KEY_PREFIX) ? key.slice(API_KEY_KEY_PREFIX.length) : undefined;
  const keyId = ApiKeyId.safeParse(text).data;
  if (keyId === undefined) throw notFound(KIND);
  return keyId;
}

export const apiKey: Target = byId(ApiKey, { kind: KIND, toKey: (id) => apiKeyKey(apiKeyParam(id)) });
