import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';

/** The sweep's message for one due thing: its place, and the time since when it is due. */
export const DueMessage = z.strictObject({ PK: z.string().min(1), SK: z.string().min(1), due: Instant });
export type DueMessage = z.infer<typeof DueMessage>;
