import { VersionConflict } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { type EventStore, foldOf, type Tip, type TipWrite } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { currentState, generationOf } from './current-state.ts';
import { dataOf, streamOf } from './stored-state.ts';

const MAX_ATTEMPTS = 5;

/**
 * Stores the state and its index entries as this version of the code folds the events. The version stays as it is.
 * The write goes through only while version and fold are as they were read, so no command and no other refold is ever
 * overwritten. Followers learn of it by a replay, as nothing has happened: a copy is newer by (version, fold).
 *
 * @throws VersionConflict when commands were faster every time
 */
export async function refold<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
): Promise<'refolded' | 'current' | 'absent'> {
  const stream = streamOf(aggregate, accountId, key);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const tip = await store.load(stream);
    if (!tip) return 'absent';
    if (foldOf(tip) >= generationOf(aggregate)) return 'current';
    const write: TipWrite = {
      stream,
      expectedVersion: tip.version,
      expectedFold: foldOf(tip),
      tip: refoldedTip(aggregate, tip, await currentState(store, aggregate, tip)),
      page: [],
    };
    if ((await store.write(write)).kind === 'written') return 'refolded';
    await store.pause(attempt);
  }
  const found = await store.load(stream);
  throw new VersionConflict(key, 0, found?.version ?? 0);
}

const refoldedTip = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
  state: S,
): Tip => ({
  ...tip,
  schema: aggregate.stateVersion,
  data: dataOf(aggregate, state),
  index: aggregate.index(state),
  fold: generationOf(aggregate),
});
