import { API_KEY_KEY_PREFIX, ApiKeyId } from '#schemas/account/api-key/state.ts';
import { MEMBER_KEY_PREFIX } from '#schemas/account/membership/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Caller } from '#shared/http/caller.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';

/** What of a key comes after its prefix; undefined where the key is of another kind. */
const after = (prefix: string, key: string): string | undefined =>
  key.startsWith(prefix) ? key.slice(prefix.length) : undefined;

/** The member that an id of a path names. Any other text is answered like a member who is missing. */
export function memberParam(id: string): Email {
  const text = after(MEMBER_KEY_PREFIX, keyParam(id, 'member'));
  const email = Email.safeParse(text).data;
  if (email === undefined || email !== text) throw notFound('member');
  return email;
}

/** The API key that an id of a path names. Any other text is answered like a key that is missing. */
export function apiKeyParam(id: string): ApiKeyId {
  const keyId = ApiKeyId.safeParse(after(API_KEY_KEY_PREFIX, keyParam(id, 'API key'))).data;
  if (keyId === undefined) throw notFound('API key');
  return keyId;
}

/** The user who calls. Refuses with `forbidden` a caller who is no user: nothing here is done in the name of a machine. */
export function userOf({ actor }: Pick<Caller, 'actor'>): Email {
  const email = Email.safeParse(after('user:', actor)).data;
  if (email === undefined) throw new Refusal('forbidden', 'Only a user can do this.');
  return email;
}
