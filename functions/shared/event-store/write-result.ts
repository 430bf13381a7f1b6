import { isDeepStrictEqual } from 'node:util';
import { foldOf, isStub, type Stored, type TipWrite, type WriteResult } from './event-store.ts';

/**
 * The meaning of a failed condition. A connection may break after the item was written: the SDK sends the same write
 * again, and its condition fails on our own item. Events are never edited, so where all events of the write stand in
 * the tip, it was written; whether other writes followed does not matter.
 */
export function refusedBy(write: TipWrite, current: Stored | undefined): WriteResult {
  if (!current || !holds(current, write)) return { kind: 'conflict', current };
  const same = current.version === write.tip.version || isStub(current);
  return same ? { kind: 'written' } : { kind: 'written', since: current };
}

function holds(current: Stored, { tip, expectedVersion }: TipWrite): boolean {
  if (isStub(tip) || isStub(current)) return isDeepStrictEqual(current, tip);
  const added = tip.events.filter((event) => event.aggregate_version > expectedVersion);
  // A write without events changes how the state is folded, and nothing else.
  if (added.length === 0) return current.version === tip.version && foldOf(current) === foldOf(tip);
  const stored = new Map(current.events.map((event) => [event.aggregate_version, event]));
  return added.every((event) => isDeepStrictEqual(stored.get(event.aggregate_version), event));
}
