import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Actor } from '#schemas/primitives.ts';
import { userIn } from './domain/actor.ts';

/**
 * The calling user. Refuses with `forbidden` a caller that is no user: nothing here is done in the name of a machine.
 */
export function callingUser({ actor }: { readonly actor: Actor }): Email {
  const email = userIn(actor);
  if (email === undefined) throw new Refusal('forbidden', 'Only a user can do this.');
  return email;
}
