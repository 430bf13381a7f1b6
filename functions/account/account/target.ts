import { accountKey } from '#schemas/account/account/state.ts';
import type { Target } from '#shared/http/target.ts';

/** The account that the request is for: the one that the authorizer names. */
export const ownAccount: Target = {
  kind: 'account',
  keyOf: ({ caller }) => accountKey(caller.accountId),
};
