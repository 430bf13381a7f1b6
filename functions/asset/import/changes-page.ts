import * as z from 'zod';
import {
  type ChangeKind,
  ChunkChanges,
  type ImportChange,
  type ImportState,
} from '#schemas/asset/import/state.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { covers, rangesOf } from '../asset/domain/ranges.ts';
import { chunkChangesKey } from './chunk-changes.ts';

/** Where the lists go on: how many changes of which chunk were given out. */
export const ChangesCursor = z.strictObject({ chunk: z.int().min(1), given: z.int().min(0) });
export type ChangesCursor = z.infer<typeof ChangesCursor>;

/** Chunks that one page reads at most: without a bound, a page of a rare kind would read them all. */
const MOST_CHUNKS = 20;

/**
 * A page of what an import changed, chunk by chunk in the order of the report. While the import runs, only chunks that are done are read, so what
 * comes later may belong before what was given out.
 */
export async function changesPage(
  objects: ObjectStore,
  { lists, noted, total }: ImportState,
  {
    limit,
    change,
    cursor = { chunk: 1, given: 0 },
  }: { readonly limit: number; readonly change?: ChangeKind; readonly cursor?: ChangesCursor },
): Promise<Listed<ImportChange, ChangesCursor>> {
  const items: ImportChange[] = [];
  const done = rangesOf(noted);
  let { chunk, given } = cursor;
  for (let reads = 0; chunk <= total && items.length < limit && reads < MOST_CHUNKS; chunk += 1, given = 0) {
    if (!covers(done, chunk)) continue;
    reads += 1;
    const ref = { bucket: lists.bucket, key: chunkChangesKey(lists.prefix, chunk) };
    const { changes } = await readJson(objects, ref, ChunkChanges);
    const wanted = changes.filter((entry) => change === undefined || entry.change === change);
    const page = wanted.slice(given, given + limit - items.length);
    items.push(...page);
    if (given + page.length < wanted.length) return { items, cursor: { chunk, given: given + page.length } };
  }
  return chunk <= total ? { items, cursor: { chunk, given: 0 } } : { items };
}
