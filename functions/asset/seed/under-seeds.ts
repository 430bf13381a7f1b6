import { TransientFailure } from '#schemas/errors.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type SeedsThen, seedsOf } from './seeds-of.ts';

const MAX_ROUNDS = 5;

/**
 * Does work that matches assets to the seeds of an account, and does it again where the seeds have changed meanwhile.
 * A change after that leads to a match of all assets, which sees everything that the work wrote. So no asset is left
 * where former seeds had placed it.
 *
 * @param run gets the result of the round before
 * @throws TransientFailure `busy` where the seeds change all the time
 */
export async function underSeeds<Result>(
  store: EventStore,
  accountId: AccountId,
  run: (seeds: SeedsThen, before: Result | undefined) => Promise<Result>,
): Promise<Result> {
  let seeds = await seedsOf(store, accountId);
  let result: Result | undefined;
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    result = await run(seeds, result);
    const now = await seedsOf(store, accountId);
    if (now.fingerprint === seeds.fingerprint) return result;
    seeds = now;
  }
  throw new TransientFailure('busy', 'the seeds of the account change all the time');
}
