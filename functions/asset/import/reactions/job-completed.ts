import * as z from 'zod';
import { type ChunkTask, importKey, listsPrefix } from '#schemas/asset/import/state.ts';
import { ManifestRef, ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { type EventHandler, effect } from '#shared/consumer/effect.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { covers, rangesOf } from '../../asset/domain/ranges.ts';
import type { SendChunks } from '../chunk-queue.ts';
import { Import } from '../domain/import.ts';

/** What an import needs of JobCompleted; whatever else that event comes to say is not ours. */
const JobCompleted = z.looseObject({
  jobId: z.uuid(),
  capability: z.string(),
  fileName: z.string(),
  manifest: ManifestRef,
});

export interface StartImportDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly filesBucket: string;
  readonly sendChunks: SendChunks;
}

/**
 * A job's report is ready: starts its import and asks for every chunk that is not done. A repeat of the event starts nothing twice, and
 * asks again for what is left: a chunk may come twice and counts once.
 */
export const jobCompleted = ({ store, objects, filesBucket, sendChunks }: StartImportDeps): EventHandler =>
  effect('asset', 'start-import', JobCompleted, async (data, causing) => {
    const { jobId: job, capability, fileName: file, manifest } = data;
    const { chunks, jobId } = await readJson(objects, manifest, ScanManifest);
    if (jobId !== job)
      throw new TerminalFailure('object-corrupt', `${manifest.key} is not the report of job ${job}`);
    const key = importKey(job);
    const context = causing(key);
    const { accountId, actor, correlationId, causationId, now } = context;
    const lists = { bucket: filesBucket, prefix: listsPrefix(accountId, job) };
    const facts = { job, file, capability, manifest, lists, total: chunks.length };
    const command = { type: 'StartImport', ...facts, now } as const;
    const { state } = await execute(store, Import, { key, command, context, assume: 'absent' });
    const done = rangesOf(state?.noted ?? '');
    const shared = { accountId, job, capability, actor, correlationId, causationId };
    const tasks = chunks
      .filter((chunk) => !covers(done, chunk.number))
      .map(({ hosts: _, ...chunk }): ChunkTask => ({ ...shared, chunk }));
    await sendChunks(tasks);
  });
