import { type ImportState, importKey } from '#schemas/asset/import/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { type Loaded, loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { byId } from '#shared/http/target.ts';
import { Import } from './domain/import.ts';

const JOB = '#job#';

/** The key of the import that an id names. The id may be that of its job, which a client knows first. */
function importKeyOf(id: string): string {
  const key = keyParam(id, 'import');
  return key.startsWith(JOB) ? importKey(key.slice(JOB.length)) : key;
}

/** The import that a route's path names. */
export const importOfPath = byId(Import, { toKey: importKeyOf });

/** Throws `not-found` also where it is another tenant's. */
export async function loadImport(
  store: EventStore,
  accountId: AccountId,
  id: string,
): Promise<Loaded<ImportState> & { readonly key: string }> {
  const key = importKeyOf(id);
  const loaded = await loadAggregate(store, Import, accountId, key);
  if (!loaded) throw notFound('import');
  return { key, ...loaded };
}
