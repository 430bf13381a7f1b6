import * as z from 'zod';

/** A day, or a moment: both limits of what was created in between. */
export const Created = z.union([z.iso.date(), z.iso.datetime()]);
