import * as z from 'zod';
import { contract, PageQuery, page, Written } from '../contract.ts';
import { Instant } from '../primitives.ts';
import { ById, HistoryPage, HistoryQuery, thing } from '../thing.ts';
import { Capability, CapabilityName } from './catalogue.ts';
import { JobConfig, JobReason, JobStatus, JobSummary, ScanFile } from './job.ts';
import { ScanTool } from './scan-report.ts';

/** A request that needs no token: to be sent as it stands, with these headers and no others, before it expires. */
export const Presigned = z.strictObject({
  method: z.enum(['GET', 'PUT']),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Instant,
});
export type Presigned = z.infer<typeof Presigned>;

export const JobItem = z.strictObject({ ...thing, ...JobSummary.shape });
export type JobItem = z.infer<typeof JobItem>;

export const JobView = z.strictObject({
  ...JobItem.shape,
  target: z.string().optional(),
  config: JobConfig,
  /** When the job times out, as things stand; absent once it is over. */
  dueAt: Instant.optional(),
  /** What made the file, as the file says. */
  tool: ScanTool.optional(),
});
export type JobView = z.infer<typeof JobView>;

export const Artifact = z.strictObject({
  kind: z.enum(['scanner-file', 'report']),
  name: z.string(),
  /** Bytes, where they are known. */
  size: z.int().optional(),
  sha256: z.string().optional(),
  download: Presigned,
});
export type Artifact = z.infer<typeof Artifact>;

export const listCapabilities = contract({
  name: 'listCapabilities',
  method: 'GET',
  path: '/capabilities',
  permission: 'read',
  summary: 'The scanners whose results can be imported.',
  answers: { 200: z.strictObject({ items: z.array(Capability) }) },
});

export const getCapability = contract({
  name: 'getCapability',
  method: 'GET',
  path: '/capabilities/{name}',
  permission: 'read',
  summary: 'One scanner: what it looks at, and which files of what size are taken.',
  params: z.strictObject({ name: z.string().min(1).max(100) }),
  answers: { 200: Capability },
});

export const createJob = contract({
  name: 'createJob',
  method: 'POST',
  path: '/jobs',
  permission: 'write_jobs',
  summary:
    'Start a job, and get the URL to upload the scanner’s file to. A repeat with the same Idempotency-Key gives the same job and a fresh URL.',
  body: z.strictObject({
    capability: CapabilityName,
    file: ScanFile,
    /** What was scanned, in the client's words. */
    target: z.string().min(1).max(1_024).optional(),
    config: JobConfig.optional(),
  }),
  answers: {
    201: z.strictObject({
      ...Written.shape,
      /** Absent for a repeat once the job no longer waits for its file. */
      upload: Presigned.optional(),
    }),
  },
  refusals: ['too-large'],
});

export const listJobs = contract({
  name: 'listJobs',
  method: 'GET',
  path: '/jobs',
  permission: 'read',
  summary: 'Jobs, newest first. Eventually consistent.',
  query: z.strictObject({ ...PageQuery, status: JobStatus.optional() }),
  answers: { 200: page(JobItem) },
});

export const getJob = contract({
  name: 'getJob',
  method: 'GET',
  path: '/jobs/{id}',
  permission: 'read',
  summary: 'One job, as it is now.',
  params: ById,
  answers: { 200: JobView },
});

export const completeJob = contract({
  name: 'completeJob',
  method: 'POST',
  path: '/jobs/{id}/complete',
  permission: 'write_jobs',
  summary: 'Say that the file is uploaded. It is read afterwards: the job tells when that is done.',
  params: ById,
  answers: { 202: Written },
  refusals: [
    'upload-missing',
    'upload-size-mismatch',
    'results-already-received',
    'job-cancelled',
    'job-timed-out',
  ],
});

export const cancelJob = contract({
  name: 'cancelJob',
  method: 'POST',
  path: '/jobs/{id}/cancel',
  permission: 'write_jobs',
  summary: 'Stop a job that is not over. What it would still find is not imported.',
  params: ById,
  body: z.strictObject({ reason: JobReason.shape.message.optional() }),
  answers: { 200: Written },
  refusals: ['job-ended', 'job-timed-out'],
});

export const getJobHistory = contract({
  name: 'getJobHistory',
  method: 'GET',
  path: '/jobs/{id}/history',
  permission: 'read',
  summary: 'What happened to a job, oldest first.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});

export const listJobArtifacts = contract({
  name: 'listJobArtifacts',
  method: 'GET',
  path: '/jobs/{id}/artifacts',
  permission: 'read',
  summary:
    'The scanner’s file as it was uploaded and, once it is read, the report made of it; each with a URL to download it.',
  params: ById,
  answers: { 200: z.strictObject({ items: z.array(Artifact) }) },
});

export const capabilityApi = [
  listCapabilities,
  getCapability,
  createJob,
  listJobs,
  getJob,
  completeJob,
  cancelJob,
  getJobHistory,
  listJobArtifacts,
] as const;
