import * as z from 'zod';
import { AnyCapabilityName } from '#schemas/capability/capability/name.ts';
import {
  MAX_WARNINGS,
  ManifestRef,
  ScanCounts,
  ScanTool,
  ScanWarning,
} from '#schemas/capability/scan/scan-report.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { JobConfig, JobReason, JobResults, ScanFile, UploadPlace } from './state.ts';

/** Every event names its job, the capability, and the time. The first version knew one capability alone. */
const about = { jobId: z.uuid(), capability: z.enum(['nmap']), at: Instant };
const anyCapability = { capability: AnyCapabilityName };

export const JobScheduledV1 = defineEvent(
  'JobScheduled',
  1,
  z.strictObject({
    ...about,
    file: z.strictObject({ ...ScanFile.shape, size: z.int().min(1) }),
    target: z.string().optional(),
    config: JobConfig,
    /** Where the file is to be put. */
    upload: UploadPlace,
  }),
);

export const JobStartedV1 = defineEvent(
  'JobStarted',
  1,
  z.strictObject({ ...about, attempt: z.int().min(1), dueAt: Instant }),
);

/** The scanner's file is in the store: a worker takes it from here. */
export const JobResultsReceivedV1 = defineEvent(
  'JobResultsReceived',
  1,
  z.strictObject({ ...about, ...JobResults.shape, dueAt: Instant }),
);

/** The file is read, whole: the report stands at `manifest`. */
export const JobCompletedV1 = defineEvent(
  'JobCompleted',
  1,
  z.strictObject({
    ...about,
    attempt: z.int().min(1),
    fileName: z.string(),
    manifest: ManifestRef,
    counts: ScanCounts,
    tool: ScanTool,
  }),
);

export const JobFailedV1 = defineEvent(
  'JobFailed',
  1,
  z.strictObject({ ...about, attempt: z.int().min(1), reason: JobReason }),
);

export const JobCancelledV1 = defineEvent(
  'JobCancelled',
  1,
  z.strictObject({ ...about, reason: JobReason.optional() }),
);

export const JobTimedOutV1 = defineEvent('JobTimedOut', 1, z.strictObject({ ...about, reason: JobReason }));

/** Of any capability; and its file may be empty. */
export const JobScheduledV2 = defineEvent(
  'JobScheduled',
  2,
  JobScheduledV1.shape.data.extend({ ...anyCapability, file: ScanFile }),
);

export const JobStartedV2 = defineEvent('JobStarted', 2, JobStartedV1.shape.data.extend(anyCapability));

export const JobResultsReceivedV2 = defineEvent(
  'JobResultsReceived',
  2,
  JobResultsReceivedV1.shape.data.extend(anyCapability),
);

/** `warnings`: what of the file was left out, or was read otherwise than it stands there. */
export const JobCompletedV2 = defineEvent(
  'JobCompleted',
  2,
  JobCompletedV1.shape.data.extend({ ...anyCapability, warnings: z.array(ScanWarning).max(MAX_WARNINGS) }),
);

export const JobFailedV2 = defineEvent('JobFailed', 2, JobFailedV1.shape.data.extend(anyCapability));

export const JobCancelledV2 = defineEvent('JobCancelled', 2, JobCancelledV1.shape.data.extend(anyCapability));

export const JobTimedOutV2 = defineEvent('JobTimedOut', 2, JobTimedOutV1.shape.data.extend(anyCapability));

export const JobEvent = z.discriminatedUnion('type', [
  JobScheduledV2,
  JobStartedV2,
  JobResultsReceivedV2,
  JobCompletedV2,
  JobFailedV2,
  JobCancelledV2,
  JobTimedOutV2,
]);
export type JobEvent = z.infer<typeof JobEvent>;

/** Versions that are no longer written, and are read for ever. */
export const OlderJobEvent = z.discriminatedUnion('type', [
  JobScheduledV1,
  JobStartedV1,
  JobResultsReceivedV1,
  JobCompletedV1,
  JobFailedV1,
  JobCancelledV1,
  JobTimedOutV1,
]);

const same = (data: Readonly<Record<string, unknown>>) => ({ ...data });

/** Older versions of events and states are lifted here, one step per version. */
export const jobUpcasters: Upcasters = {
  JobScheduled: { 1: same },
  JobStarted: { 1: same },
  JobResultsReceived: { 1: same },
  JobCompleted: { 1: (data) => ({ ...data, warnings: [] }) },
  JobFailed: { 1: same },
  JobCancelled: { 1: same },
  JobTimedOut: { 1: same },
  State: { 1: (state) => (state.status === 'completed' ? { ...state, warnings: [] } : same(state)) },
};
