import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';

/** What the sweep sends for one thing that is due: where it lies, and since when it is due. */
export const DueMessage = z.strictObject({ PK: z.string().min(1), SK: z.string().min(1), due: Instant });
export type DueMessage = z.infer<typeof DueMessage>;
