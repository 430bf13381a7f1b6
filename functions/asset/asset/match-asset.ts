import type { CorrelationId } from '#schemas/primitives.ts';
import { type AccountId, Actor, type Instant } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import type { Match } from '../seed/domain/match.ts';
import { Asset } from './asset.ts';

/** Whose assets are matched, and because of what. */
export interface Matching {
  readonly accountId: AccountId;
  readonly correlationId: CorrelationId;
  readonly causationId: string;
  readonly now: Instant;
}

/**
 * Places an asset on the side of the scope that the seeds say; nothing where it is there, or is no asset. The state
 * alone makes a repeat harmless. The version in the command's id lets the same event place an asset twice, should
 * seeds change to and fro.
 */
export async function matchAsset(
  store: EventStore,
  { key, match }: { readonly key: string; readonly match: Match },
  { accountId, correlationId, causationId, now }: Matching,
): Promise<void> {
  const loaded = await store.load(streamOf(Asset, accountId, key));
  if (!loaded) return;
  const commandId = derivedCommandId(causationId, 'match', key, loaded.version);
  const context = {
    accountId,
    actor: Actor.parse('service:asset'),
    correlationId,
    causationId,
    commandId,
    now,
  };
  await execute(store, Asset, { key, command: { type: 'MatchAsset', match }, context, loaded });
}
