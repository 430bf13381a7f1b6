import * as z from 'zod';
import { Permission } from '#schemas/contract.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal, TransientFailure } from '#schemas/errors.ts';
import { AccountId, Actor } from '#schemas/primitives.ts';
import { isReserved } from '#schemas/reserved-accounts.ts';

/** The caller, their account, and their permissions there. It comes from the authorizer and from nowhere else. */
export interface Caller {
  readonly accountId: AccountId;
  readonly actor: Actor;
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The id of the API key that the token was given for. Only the account service knows its meaning. */
  readonly keyId?: string;
}

/** Permissions travel as one text, because an authorizer's context holds no lists. */
const Granted = z.looseObject({
  outcome: z.literal('granted'),
  accountId: AccountId.refine((id) => !isReserved(id)),
  actor: Actor,
  role: z.string().min(1),
  permissions: z
    .string()
    .transform((text) => text.split(' ').filter((word) => word !== ''))
    .pipe(z.array(Permission)),
  /** Absent from an authorizer that is older than the function that asks. */
  keyId: z.string().min(1).optional(),
});

const Refused = z.looseObject({ outcome: z.literal('forbidden') });

const Unknown = z.looseObject({ outcome: z.literal('unavailable') });

/**
 * The caller that the authorizer's context names. Denies by default: anything but a complete grant is
 * `unauthenticated` (401), or `forbidden` (403) where the authorizer says so. Where it could not look it is transient (503).
 */
export function callerOf(authorizerContext: unknown): Caller {
  const granted = Granted.safeParse(authorizerContext);
  if (granted.success) {
    const { accountId, actor, role, permissions, keyId } = granted.data;
    return defined({ accountId, actor, role, permissions: new Set(permissions), keyId });
  }
  if (Refused.safeParse(authorizerContext).success) {
    throw new Refusal('forbidden', 'The token is good, but it gives no access to this account.');
  }
  if (Unknown.safeParse(authorizerContext).success) {
    throw new TransientFailure('unavailable', 'the authorizer cannot look up the caller now');
  }
  throw new Refusal('unauthenticated', 'A valid bearer token is required.');
}

/** Refuses with `forbidden`, naming the missing permission. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (!caller.permissions.has(permission)) {
    throw new Refusal('forbidden', `The permission ${permission} is required.`, { details: { permission } });
  }
}
