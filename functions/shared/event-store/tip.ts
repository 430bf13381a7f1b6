import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { Refusal, TerminalFailure } from '#schemas/errors.ts';
import type { StreamId } from './address.ts';
import { foldOf, isStub, liveIn, type Stored, type Tip, type TipWrite } from './event-store.ts';
import { sizeOf } from './size.ts';

/** Older events stay in the tip up to these bounds beyond the last write's own, so that most updates write one item. */
export const KEPT_EVENTS = 4;
export const KEPT_BYTES = 2 * 1024;

/** An event must fit beside the state in one item, twice over. */
export const MAX_EVENT_BYTES = 150 * 1024;

/** DynamoDB refuses items over 400 KB; the rest is for keys, indexes and the error of our count. */
export const MAX_TIP_BYTES = 390 * 1024;

export const MAX_KEY_BYTES = 2048;

/**
 * The write that follows `previous`: which of its events stay beside the new ones, and which leave for a page.
 * Throws a Refusal where the result would not fit, before anything is sent.
 */
export function writeAfter(
  stream: StreamId,
  previous: Stored | undefined,
  next: Omit<Tip, 'events' | 'accountId' | 'key' | 'base' | 'unknown'>,
  added: readonly Envelope[],
): TipWrite<Tip> {
  const before = liveIn(previous);
  const older = before?.events ?? [];
  const overflows = older.length > KEPT_EVENTS || sizeOf(older) > KEPT_BYTES;
  const events = overflows ? added : [...older, ...added];
  const base = previous && isStub(previous) ? previous.version : before?.base;
  const carried = defined({ base, unknown: before?.unknown });
  const tip: Tip = { ...next, ...carried, accountId: stream.accountId, key: stream.key, events };
  assertFits(stream, tip, added);
  assertContiguous(tip);
  const expected = { expectedVersion: previous?.version ?? 0, expectedFold: foldOf(previous) };
  return { stream, ...expected, tip, page: overflows ? older : [] };
}

function assertFits(stream: StreamId, tip: Tip, added: readonly Envelope[]): void {
  if (Buffer.byteLength(stream.key, 'utf8') > MAX_KEY_BYTES) {
    throw new Refusal('invalid', `the key is too long`, {
      errors: [{ path: 'key', message: `must have at most ${MAX_KEY_BYTES} bytes` }],
    });
  }
  const largest = Math.max(0, ...added.map(sizeOf));
  if (largest > MAX_EVENT_BYTES) {
    throw new Refusal('too-large', `one change may have at most ${MAX_EVENT_BYTES} bytes`, {
      details: { bytes: largest },
    });
  }
  const bytes = sizeOf(tip);
  if (bytes > MAX_TIP_BYTES) {
    throw new Refusal(
      'too-large',
      `${stream.prefix} would have ${bytes} bytes; at most ${MAX_TIP_BYTES} are stored`,
      {
        details: { bytes },
      },
    );
  }
}

/** The events of a tip end at its version without a gap. Readers of the history rely on that. */
function assertContiguous(tip: Tip): void {
  const first = tip.version - tip.events.length + 1;
  const gap = tip.events.findIndex((event, at) => event.aggregate_version !== first + at);
  if (gap !== -1)
    throw new TerminalFailure(
      'broken-history',
      `the events of ${tip.key} do not lead to version ${tip.version}`,
    );
}
