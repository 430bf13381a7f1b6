import type { Platform } from '../platform/platform.ts';
import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

interface OneAccount {
  /** The account that the admins race for. */
  readonly account: string;
}

const idIn = (id: string | undefined): string => Buffer.from(id ?? '', 'base64url').toString();

/** Who was removed, or is no longer an admin, and how many writes the table had taken when that was answered. */
const lowered = ({ acknowledged }: Platform) =>
  acknowledged
    .filter(
      ({ request }) => request.contract.name === 'removeMember' || request.contract.name === 'changeRole',
    )
    .map(({ request, writes }) => ({ actor: `user:${idIn(request.id).slice('#member#'.length)}`, writes }));

export const removedDoNothing: Invariant<OneAccount> = {
  name: 'a removed or demoted admin changes nothing once that is answered',
  check: (platform, { account }) =>
    lowered(platform).flatMap(({ actor, writes }) =>
      platform
        .table('account')
        .log.filter(({ seq, tip }) => seq > writes && tip.accountId === account)
        .flatMap(addedBy)
        .filter(({ metadata }) => metadata.actor === actor)
        .map(
          ({ event_type, aggregate_id }) =>
            `${actor} was lowered, and did ${event_type} of ${aggregate_id} after`,
        ),
    ),
};

export const accountsHaveAdmins: Invariant<OneAccount> = {
  name: 'an account has an admin, and nobody is on its list who is not an active admin',
  check(platform, { account }) {
    const things = platform.table('account').things();
    const of = (type: string) => things.filter(({ tip }) => tip.type === type && tip.accountId === account);
    const admins = (of('Account')[0]?.tip.data.admins ?? []) as string[];
    if (admins.length === 0) return ['the account has no admin'];
    const members = of('Membership').map(({ tip }) => tip.data);
    return admins
      .filter(
        (email) => !members.some((m) => m.email === email && m.role === 'admin' && m.status === 'active'),
      )
      .map((email) => `${email} is on the list of admins, and is no active admin`);
  },
};

/** A lost answer of the table must not cost a secret. Only where the function died, or could not say, may it be gone. */
export const secretsAreShown: Invariant = {
  name: 'a request that was made once is answered with its secret',
  check: ({ answers }) =>
    answers
      .filter(({ code, attempts }) => code === 'secret-shown-once' && attempts === 1)
      .map(({ request }) => `${request.idempotencyKey} was made once, and its secret is gone`),
};
