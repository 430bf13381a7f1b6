import * as z from 'zod';
import type { ChangeKind, ImportChange, ImportState } from '#schemas/asset/import/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import { domainEventOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { readList } from './chunk-list.ts';
import { Import } from './domain/import.ts';

/** Where the lists go on: after which version of the import, and how many changes of the next note were given out. */
export const ChangesCursor = z.strictObject({ after: z.int().min(0), given: z.int().min(0) });
export type ChangesCursor = z.infer<typeof ChangesCursor>;

/** Events that one page reads at most: without a bound, a page of a rare kind would read all of them, and their lists. */
const MAX_EVENTS = 20;

interface ChangesOf {
  readonly accountId: AccountId;
  readonly key: string;
  readonly state: ImportState;
}

/**
 * A page of the changes of an import, chunk by chunk in the order in which they were done. The import's own history
 * names the list of each. So a cursor stays good while the import runs: later chunks come later.
 */
export async function changesPage(
  { store, objects }: { readonly store: EventStore; readonly objects: ObjectStore },
  { accountId, key, state }: ChangesOf,
  {
    limit,
    change,
    cursor = { after: 0, given: 0 },
  }: { readonly limit: number; readonly change?: ChangeKind; readonly cursor?: ChangesCursor },
): Promise<Listed<ImportChange, ChangesCursor>> {
  const items: ImportChange[] = [];
  let { after, given } = cursor;
  const history = await historyOf(store, Import, accountId, key, { after, limit: MAX_EVENTS });
  for (const envelope of history?.events ?? []) {
    if (items.length === limit) return { items, cursor: { after, given: 0 } };
    const event = domainEventOf(Import, envelope);
    if (event.type === 'ImportChunkNoted') {
      const { changes } = await readList(objects, state.lists, event.data.list);
      const wanted = changes.filter((entry) => change === undefined || entry.change === change);
      const page = wanted.slice(given, given + limit - items.length);
      items.push(...page);
      if (given + page.length < wanted.length) {
        return { items, cursor: { after, given: given + page.length } };
      }
    }
    [after, given] = [envelope.aggregate_version, 0];
  }
  return history?.next === undefined ? { items } : { items, cursor: { after, given: 0 } };
}
