import { MAX_ADMINS } from '#schemas/account/account/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';

/** Refuses with `too-many-admins` where the list of admins is full and the user is not on it. */
export function assertRoom(email: Email, admins: readonly Email[]): void {
  if (admins.includes(email) || admins.length < MAX_ADMINS) return;
  throw new Refusal('too-many-admins', `An account has at most ${MAX_ADMINS} admins.`);
}
