import * as z from 'zod';
import { thing } from '#schemas/thing.ts';
import { SeedState } from './state.ts';

export const SeedSummary = SeedState.omit({ history: true });
export type SeedSummary = z.infer<typeof SeedSummary>;

export const SeedItem = z.strictObject({ ...thing, ...SeedSummary.shape });
export type SeedItem = z.infer<typeof SeedItem>;

export const SeedView = z.strictObject({ ...thing, ...SeedState.shape });
export type SeedView = z.infer<typeof SeedView>;
