import { AdmissionEvent, admissionUpcasters } from '#schemas/account/admission/events.ts';
import { AdmissionState } from '#schemas/account/admission/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { AdmissionCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const admissionPartition = (email: Email): string => `ADMISSION#${email}`;

/** That a user was let in to an account: see `AdmissionState`. Its lists go by its key, so they are consistent. */
export const Admission: Aggregate<AdmissionState, AdmissionCommand, AdmissionEvent> = {
  type: 'Admission',
  service: 'account',
  prefix: 'ADMISSION',
  shards: 4,
  state: AdmissionState,
  stateVersion: 1,
  events: AdmissionEvent,
  upcasters: admissionUpcasters,
  decide,
  evolve,
  index: ({ email, account, created }) => ({
    byType: { partition: admissionPartition(email), sort: `CREATED#${created}` },
    summary: { email, account },
  }),
};
