import * as z from 'zod';
import { AnyCapabilityName } from '#schemas/capability/capability/name.ts';
import {
  MAX_WARNINGS,
  ManifestRef,
  ScanCounts,
  ScanTool,
  ScanWarning,
} from '#schemas/capability/scan/scan-report.ts';
import { Instant } from '#schemas/primitives.ts';

const CONTROL = /\p{Cc}/u;

/** The scanner's file as its owner calls it. */
export const ScanFile = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !CONTROL.test(name) && name.isWellFormed(), 'must be text without control characters'),
  /** Bytes. None where a scanner found nothing and wrote nothing. */
  size: z.int().min(0),
});
export type ScanFile = z.infer<typeof ScanFile>;

/** Settings of the scan that its owner wants to keep with the job. Never secrets: events carry them. */
export const JobConfig = z
  .record(z.string().min(1).max(100), z.string().max(1_000))
  .refine((config) => Object.keys(config).length <= 20, 'must have at most 20 entries');
export type JobConfig = z.infer<typeof JobConfig>;

export const UploadPlace = z.strictObject({ bucket: z.string(), key: z.string() });
export type UploadPlace = z.infer<typeof UploadPlace>;

/** The very object that was uploaded. */
export const JobResults = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  /** Absent where the bucket keeps no versions. */
  objectVersion: z.string().optional(),
  size: z.int().min(0),
  receivedAt: Instant,
});
export type JobResults = z.infer<typeof JobResults>;

/** Why a job came to no good end. The code is stable; the message is for people. */
export const JobReason = z.strictObject({ code: z.string().min(1).max(64), message: z.string().max(1_000) });
export type JobReason = z.infer<typeof JobReason>;

const known = {
  jobId: z.uuid(),
  capability: AnyCapabilityName,
  file: ScanFile,
  target: z.string().optional(),
  config: JobConfig,
  upload: UploadPlace,
  /** Which try this is, from 1. */
  attempt: z.int().min(1),
  created: Instant,
  updated: Instant,
};
const started = { ...known, started: Instant };
const ended = { ...started, results: JobResults.optional(), finished: Instant };

/** A job, by where it is in its life. */
export const JobState = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('scheduled'), ...known }),
  /** The scan is under way: its file is awaited until `dueAt`. */
  z.strictObject({ status: z.literal('running'), ...started, dueAt: Instant }),
  /** The file is here and is being read, until `dueAt` at the latest. */
  z.strictObject({ status: z.literal('processing'), ...started, results: JobResults, dueAt: Instant }),
  z.strictObject({
    status: z.literal('completed'),
    ...ended,
    results: JobResults,
    manifest: ManifestRef,
    counts: ScanCounts,
    tool: ScanTool,
    warnings: z.array(ScanWarning).max(MAX_WARNINGS),
  }),
  z.strictObject({ status: z.literal('failed'), ...ended, reason: JobReason }),
  z.strictObject({ status: z.literal('cancelled'), ...ended, reason: JobReason.optional() }),
  z.strictObject({ status: z.literal('timed-out'), ...ended, reason: JobReason }),
]);
export type JobState = z.infer<typeof JobState>;

export const JobStatus = z.enum([
  'scheduled',
  'running',
  'processing',
  'completed',
  'failed',
  'cancelled',
  'timed-out',
]);
export type JobStatus = z.infer<typeof JobStatus>;

/** Queued, running, running asynchronously, passed, failed: how the legacy system spells a status. */
export const LegacyJobCode = z.enum(['JQ', 'JR', 'JRA', 'JP', 'JF']);
export type LegacyJobCode = z.infer<typeof LegacyJobCode>;

const LEGACY: Readonly<Record<JobStatus, LegacyJobCode>> = {
  scheduled: 'JQ',
  running: 'JR',
  processing: 'JRA',
  completed: 'JP',
  failed: 'JF',
  cancelled: 'JF',
  'timed-out': 'JF',
};

/** The legacy system knows no cancelled and no timed-out jobs: they have failed there. */
export const legacyCode = (status: JobStatus): LegacyJobCode => LEGACY[status];

/** The part of a job that lists show. */
export const JobSummary = z.strictObject({
  jobId: z.uuid(),
  capability: AnyCapabilityName,
  file: ScanFile,
  status: JobStatus,
  code: LegacyJobCode,
  attempt: z.int(),
  created: Instant,
  updated: Instant,
  started: Instant.optional(),
  finished: Instant.optional(),
  reason: JobReason.optional(),
  counts: ScanCounts.optional(),
});
export type JobSummary = z.infer<typeof JobSummary>;

export const jobKey = (jobId: string): string => `#job#${jobId}`;
