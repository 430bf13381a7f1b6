import type { AdmissionEvent } from '#schemas/account/admission/events.ts';
import type { AdmissionState } from '#schemas/account/admission/state.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { AdmissionCommand } from './command.ts';

/** Admitting a user again changes nothing. */
export const decide = (
  { email, accountId }: AdmissionCommand,
  state: AdmissionState | undefined,
  { now }: Deciding,
): readonly AdmissionEvent[] =>
  state ? [] : [{ type: 'UserAdmitted', version: 1, data: { email, account: accountId, created: now } }];
