import * as z from 'zod';

/** How every view begins: the thing's id for URLs, its key and its version. */
export const thing = { id: z.string(), key: z.string(), version: z.int().min(1) };
