import { importKey, listsPrefix } from '#schemas/asset/import/state.ts';
import { JobCompletedV2, jobUpcasters } from '#schemas/capability/job/events.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { effect } from '#shared/consumer/effect.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { readsOf } from '#shared/consumer/reading.ts';
import { type AskDeps, type AskOptions, askForChunks, manifestOf } from '../ask-for-chunks.ts';
import { Import } from '../domain/import.ts';

export interface StartImportDeps extends AskDeps {
  /** The service's own bucket, for the lists. */
  readonly filesBucket: string;
}

/**
 * A job's report is ready: starts its import and asks for every chunk that is not done. A repeat of the event starts
 * nothing twice, and asks again for the remaining chunks. A complete import needs its report no more, which may have
 * expired by then.
 */
export const jobCompleted = (deps: StartImportDeps, options: AskOptions = {}): EventHandler =>
  effect('asset', 'start-import', readsOf(JobCompletedV2, jobUpcasters), async (data, causing) => {
    const { jobId, capability, fileName, manifest } = data;
    const key = importKey(jobId);
    const context = causing(key);
    const { accountId, actor, correlationId, causationId } = context;
    const known = await loadAggregate(deps.store, Import, accountId, key);
    if (known?.state.status === 'complete') return;
    if (!known) {
      const { chunks } = await manifestOf(deps.objects, { job: jobId, manifest });
      const lists = { bucket: deps.filesBucket, prefix: listsPrefix(accountId, jobId) };
      const facts = { jobId, fileName, capability, manifest, lists, total: chunks.length };
      const command = { type: 'StartImport', ...facts } as const;
      await execute(deps.store, Import, { key, command, context, assume: 'absent' });
    }
    const task = { accountId, job: jobId, capability, manifest, from: 1, actor, correlationId, causationId };
    await askForChunks(deps, task, context.now, options);
  });
