import * as z from 'zod';
import { PageQuery } from '../contract.ts';

/** The path of a route about one thing: its id. */
export const ById = z.strictObject({ id: z.string().min(1).max(4096) });

/** The query of every history. */
export const HistoryQuery = z.strictObject(PageQuery);

/** A day, or a moment: both limits of what was created in between. */
export const Created = z.union([z.iso.date(), z.iso.datetime()]);

/** How every view begins: the thing's id for URLs, its key and its version. */
export const thing = { id: z.string(), key: z.string(), version: z.int().min(1) };
