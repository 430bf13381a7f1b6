import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import { userIn } from '../../user/domain/actor.ts';

/**
 * Refuses with `forbidden` an actor that may not manage the account. Users on its list of admins may, and operators,
 * as IAM let them in. The list must be that of the version that the write is made on.
 */
export function assertManages({ actor }: Pick<Deciding, 'actor'>, admins: readonly Email[]): void {
  const user = userIn(actor);
  if (actor.startsWith('operator:') || (user !== undefined && admins.includes(user))) return;
  throw new Refusal('forbidden', 'Only an admin of the account can do this.');
}
