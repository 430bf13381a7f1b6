import * as contracts from '#schemas/capability/job/routes.ts';
import type { JobResults, JobState } from '#schemas/capability/job/state.ts';
import type { Artifact, Presigned } from '#schemas/capability/job/views.ts';
import type { ManifestRef } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import { route } from '#shared/http/route.ts';
import type { ObjectRef, ObjectStore, PresignGet } from '#shared/object-store/object-store.ts';
import type { QueriesDeps } from '../../deps.ts';
import { loadJob } from '../view.ts';

/** Seconds: long enough to click, too short to pass the URL around. */
const DOWNLOAD_SECONDS = 15 * 60;

export const listJobArtifacts = route(
  contracts.listJobArtifacts,
  async ({ params, caller, request: { now } }, { store, objects }: QueriesDeps) => {
    const { state } = await loadJob(store, caller.accountId, params.id);
    const results = 'results' in state ? state.results : undefined;
    const file = results && (await scannerFile(objects, state, results, now));
    const made = state.status === 'completed' ? await report(objects, state, state.manifest, now) : undefined;
    return { status: 200, body: { items: [file, made].filter((artifact) => artifact !== undefined) } };
  },
);

async function scannerFile(
  objects: ObjectStore,
  { file }: JobState,
  { bucket, key, objectVersion, size }: JobResults,
  now: Instant,
): Promise<Artifact> {
  const ref = defined({ bucket, key, version: objectVersion });
  const options = { fileName: file.name, now, expiresIn: DOWNLOAD_SECONDS };
  return { kind: 'scanner-file', name: file.name, size, download: await presigned(objects, ref, options) };
}

async function report(
  objects: ObjectStore,
  { jobId }: JobState,
  { bucket, key, sha256 }: ManifestRef,
  now: Instant,
): Promise<Artifact> {
  const options = { fileName: `${jobId}.manifest.json`, now, expiresIn: DOWNLOAD_SECONDS };
  const download = await presigned(objects, { bucket, key }, options);
  return { kind: 'report', name: 'manifest.json', sha256, download };
}

async function presigned(objects: ObjectStore, ref: ObjectRef, options: PresignGet): Promise<Presigned> {
  const { headers, ...request } = await objects.presignGet(ref, options);
  return { ...request, headers: { ...headers } };
}
