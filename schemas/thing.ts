import * as z from 'zod';
import { PageQuery, page } from './contract.ts';
import { StoredEnvelope } from './envelope.ts';
import { idOf } from './id.ts';

/** How every view begins: the thing's id for URLs, its key and its version. */
export const thing = { id: z.string(), key: z.string(), version: z.int().min(1) };

/** The same of anything with a key and a version: a loaded thing, or the outcome of a command. */
export const thingOf = ({ key, version }: { readonly key: string; readonly version: number }) => ({
  id: idOf(key),
  key,
  version,
});

/** The path of a route about one thing: its id. */
export const ById = z.strictObject({ id: z.string().min(1).max(4096) });

/** The query of every history, and a page of one: oldest first. */
export const HistoryQuery = z.strictObject(PageQuery);
export const HistoryPage = page(StoredEnvelope);
