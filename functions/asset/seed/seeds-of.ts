import { SEED_KEY_PREFIX } from '#schemas/asset/seed/state.ts';
import type { SeedItem } from '#schemas/asset/seed/views.ts';
import { defined } from '#schemas/defined.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { ListedItem } from '#shared/aggregate/list.ts';
import { type BaseCursor, listSummaries } from '#shared/aggregate/list-base.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Match, matcherOf } from './domain/match.ts';
import { isInForce, Seed } from './domain/seed.ts';
import { seedItem } from './view.ts';

/** All seeds of an account are in memory while assets are matched: some 200 bytes each. */
const MAX_SEEDS = 20_000;
const PAGE = 1_000;

/** The seeds of an account at one moment. */
export interface SeedsThen {
  readonly match: (asset: { readonly dns: string; readonly name: string }) => Match;
  /** Two of the same seeds are alike, in whatever order they were read. */
  readonly fingerprint: string;
}

function inForce(listed: ListedItem): SeedItem | undefined {
  const seed = seedItem(listed);
  return isInForce(seed) ? seed : undefined;
}

/** Consistent: what was acknowledged before the read is in it. Throws TerminalFailure `too-many-seeds`. */
export async function seedsOf(
  store: Pick<EventStore, 'querySummaries'>,
  accountId: AccountId,
): Promise<SeedsThen> {
  const seeds: SeedItem[] = [];
  let cursor: BaseCursor | undefined;
  do {
    const list = defined({ keyPrefix: SEED_KEY_PREFIX, limit: PAGE, show: inForce, cursor });
    const page = await listSummaries(store, Seed, accountId, list);
    seeds.push(...page.items);
    cursor = page.cursor;
    if (seeds.length > MAX_SEEDS) {
      throw new TerminalFailure('too-many-seeds', `the account has more than ${MAX_SEEDS} seeds`);
    }
  } while (cursor);
  const facts = seeds.map(({ key, mode, subdomains }) => `${key} ${mode} ${subdomains}`);
  return { match: matcherOf(seeds), fingerprint: facts.toSorted().join('\n') };
}
