import type { SeedMode } from '#schemas/asset/seed/state.ts';
import type { LiveStatus } from '#schemas/asset/values.ts';
import type { SeedValue } from './seed-value.ts';

export type SeedCommand =
  | {
      readonly type: 'AddSeed';
      readonly seed: SeedValue;
      readonly mode: SeedMode;
      /** As the seed's kind has it where absent: a domain covers the names below it. */
      readonly subdomains?: boolean;
      readonly status: LiveStatus;
      readonly tags: readonly string[];
    }
  | {
      readonly type: 'UpdateSeed';
      readonly mode?: SeedMode;
      readonly subdomains?: boolean;
      readonly status?: LiveStatus;
      readonly tags?: readonly string[];
      readonly comment?: string;
    }
  | { readonly type: 'RemoveSeed'; readonly comment?: string };

/** The command of one type. */
export type SeedCommandOf<T extends SeedCommand['type']> = Extract<SeedCommand, { readonly type: T }>;
