import type { AdmissionEvent } from '#schemas/account/admission/events.ts';
import type { AdmissionState } from '#schemas/account/admission/state.ts';

export const evolve = (_state: AdmissionState | undefined, { data }: AdmissionEvent): AdmissionState => data;
