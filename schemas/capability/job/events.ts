import * as z from 'zod';
import { CapabilityName } from '#schemas/capability/capability/name.ts';
import { ManifestRef, ScanCounts, ScanTool } from '#schemas/capability/scan/scan-report.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { JobConfig, JobReason, JobResults, ScanFile, UploadPlace } from './state.ts';

/** Every event names its job, the capability, and the time. */
const about = { jobId: z.uuid(), capability: CapabilityName, at: Instant };

export const JobScheduledV1 = defineEvent(
  'JobScheduled',
  1,
  z.strictObject({
    ...about,
    file: ScanFile,
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

export const JobEvent = z.discriminatedUnion('type', [
  JobScheduledV1,
  JobStartedV1,
  JobResultsReceivedV1,
  JobCompletedV1,
  JobFailedV1,
  JobCancelledV1,
  JobTimedOutV1,
]);
export type JobEvent = z.infer<typeof JobEvent>;

export const jobUpcasters: Upcasters = {};
