import {
  type AdmissionEvent,
  AdmissionEvent as AdmissionEvents,
  accountUpcasters,
  type UserEvent,
  UserEvent as UserEvents,
} from '#schemas/account/events.ts';
import {
  type Admission,
  Admission as AdmissionState,
  type Email,
  type User,
  User as UserState,
} from '#schemas/account/user/state.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';

export interface RegisterUser {
  readonly kind: 'register';
  readonly email: Email;
  readonly now: Instant;
}

/** A person. Registered with the first account that lets them in; registering again changes nothing. */
export const user: Aggregate<User, RegisterUser, UserEvent> = {
  type: 'User',
  service: 'account',
  prefix: 'USER',
  shards: 16,
  state: UserState,
  stateVersion: 1,
  events: UserEvents,
  upcasters: accountUpcasters,
  decide: ({ email, now }, state) =>
    state ? [] : [{ type: 'UserRegistered', version: 1, data: { email, created: now } }],
  evolve: (_, { data }) => data,
  index: ({ email, created }) => ({
    byType: { partition: 'USER', sort: `CREATED#${created}` },
    summary: { email },
  }),
};

export interface AdmitUser {
  readonly kind: 'admit';
  readonly email: Email;
  readonly account: AccountId;
  readonly now: Instant;
}

/** That a user was let in to an account: see `Admission`. Listed by its key, consistently, so it is in no index but that of its kind. */
export const admission: Aggregate<Admission, AdmitUser, AdmissionEvent> = {
  type: 'Admission',
  service: 'account',
  prefix: 'ADMISSION',
  shards: 4,
  state: AdmissionState,
  stateVersion: 1,
  events: AdmissionEvents,
  upcasters: accountUpcasters,
  decide: ({ email, account, now }, state) =>
    state ? [] : [{ type: 'UserAdmitted', version: 1, data: { email, account, created: now } }],
  evolve: (_, { data }) => data,
  index: ({ email, account, created }) => ({
    byType: { partition: `ADMISSION#${email}`, sort: `CREATED#${created}` },
    summary: { email, account },
  }),
};
