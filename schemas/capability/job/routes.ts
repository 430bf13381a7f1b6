import * as z from 'zod';
import { CapabilityName } from '#schemas/capability/capability/name.ts';
import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { JobConfig, JobReason, JobStatus, ScanFile } from './state.ts';
import { Artifact, JobItem, JobView, Presigned } from './views.ts';

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
    /** The target of the scan, in the client's words. */
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
  refusals: ['too-large', 'limit-reached'],
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
  summary: 'The history of a job, oldest first.',
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
