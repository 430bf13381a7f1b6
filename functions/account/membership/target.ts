import { MEMBER_KEY_PREFIX, memberKey } from '#schemas/account/membership/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { byId, type Target } from '#shared/http/target.ts';
import { Membership } from './domain/membership.ts';

const KIND = 'member';

/** The member that an id of a path names. Any other text is answered like a missing member. */
export function memberParam(id: string): Email {
  const key = keyParam(id, KIND);
  const text = key.startsWith(MEMBER_KEY_PREFIX) ? key.slice(MEMBER_KEY_PREFIX.length) : undefined;
  const email = Email.safeParse(text).data;
  if (email === undefined || email !== text) throw notFound(KIND);
  return email;
}

export const member: Target = byId(Membership, { kind: KIND, toKey: (id) => memberKey(memberParam(id)) });
