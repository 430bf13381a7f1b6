import type { UserEvent } from '#schemas/account/user/events.ts';
import type { UserState } from '#schemas/account/user/state.ts';

export const evolve = (_state: UserState | undefined, { data }: UserEvent): UserState => data;
