import { isDeepStrictEqual } from 'node:util';
import type { Tip, TipWrite, WriteResult } from './event-store.ts';

/**
 * What a failed condition means. A connection may break after the item was written: the SDK sends the same write again, and its condition
 * fails on our own item. Events are never edited, so where all events of the write stand in the tip, it was written; whether other writes
 * followed does not matter.
 */
export function refusedBy(write: TipWrite, current: Tip | undefined): WriteResult {
  if (!current || !holds(current, write)) return { kind: 'conflict', current };
  return current.version === write.tip.version ? { kind: 'written' } : { kind: 'written', since: current };
}

function holds(current: Tip, { tip, expectedVersion }: TipWrite): boolean {
  const added = tip.events.filter((event) => event.aggregate_version > expectedVersion);
  const stored = new Map(current.events.map((event) => [event.aggregate_version, event]));
  return (
    added.length > 0 && added.every((event) => isDeepStrictEqual(stored.get(event.aggregate_version), event))
  );
}
