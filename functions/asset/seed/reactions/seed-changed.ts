import { SeedAddedV2, SeedRemovedV1, SeedUpdatedV2, seedUpcasters } from '#schemas/asset/seed/events.ts';
import type { MatchTask } from '#schemas/asset/seed/match-task.ts';
import { type Causing, effect } from '#shared/consumer/effect.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { readsOf } from '#shared/consumer/reading.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';

interface Deps {
  /** The queue of MatchTask. */
  readonly matches: Queue;
}

/** Asks to match all assets of the account anew, from the first page on. */
async function askForMatches({ matches }: Deps, causing: Causing): Promise<void> {
  const { accountId, correlationId, causationId } = causing('assets');
  const task: MatchTask = { accountId, correlationId, causationId };
  await sendAll(matches, [jsonMessage(task)], 'asking to match the assets of an account');
}

export const seedAdded = (deps: Deps): EventHandler =>
  effect('asset', 'match-assets', readsOf(SeedAddedV2, seedUpcasters), (_, causing) =>
    askForMatches(deps, causing),
  );

/** New tags or a comment leave the scope as it is. */
export const seedUpdated = (deps: Deps): EventHandler =>
  effect('asset', 'match-assets', readsOf(SeedUpdatedV2, seedUpcasters), async (data, causing) => {
    const { mode, subdomains, status } = data;
    const isMoved = mode !== undefined || subdomains !== undefined || status !== undefined;
    if (isMoved) await askForMatches(deps, causing);
  });

export const seedRemoved = (deps: Deps): EventHandler =>
  effect('asset', 'match-assets', readsOf(SeedRemovedV1), (_, causing) => askForMatches(deps, causing));
