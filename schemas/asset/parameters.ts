import * as z from 'zod';

/** A day, or a moment: a limit of the time of creation. */
export const Created = z.union([z.iso.date(), z.iso.datetime()]);
