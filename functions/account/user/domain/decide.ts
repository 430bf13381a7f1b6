import type { UserEvent } from '#schemas/account/user/events.ts';
import type { UserState } from '#schemas/account/user/state.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { UserCommand } from './command.ts';

/** Registering a user again changes nothing. */
export const decide = (
  { email }: UserCommand,
  state: UserState | undefined,
  { now }: Deciding,
): readonly UserEvent[] =>
  state ? [] : [{ type: 'UserRegistered', version: 1, data: { email, created: now } }];
