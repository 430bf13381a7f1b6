import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import { thing } from '#schemas/thing.ts';
import { SeedMode, SeedState } from './state.ts';
import { withCoverage } from './with-coverage.ts';

export const SeedSummary = SeedState.omit({ history: true });
export type SeedSummary = z.infer<typeof SeedSummary>;

/** A summary as it may stand in the table: those of before there were modes say nothing of them. */
export const StoredSeedSummary = SeedSummary.extend({
  mode: SeedMode.optional(),
  subdomains: z.boolean().optional(),
}).transform(
  ({ mode, subdomains, ...stored }): SeedSummary =>
    Object.assign(withCoverage(stored), defined({ mode, subdomains })),
);

export const SeedItem = z.strictObject({ ...thing, ...SeedSummary.shape });
export type SeedItem = z.infer<typeof SeedItem>;

export const SeedView = z.strictObject({ ...thing, ...SeedState.shape });
export type SeedView = z.infer<typeof SeedView>;
