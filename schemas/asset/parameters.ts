import * as z from 'zod';
import { PageQuery } from '../contract.ts';

/** The path of a route about one thing: its id. */
export const ById = z.strictObject({ id: z.string().min(1).max(4096) });

/** The query of every history. */
export const HistoryQuery = z.strictObject(PageQuery);

/** A day, or a moment: both limits of what was created in between. */
export const Created = z.union([z.iso.date(), z.iso.datetime()]);
