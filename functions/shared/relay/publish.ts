import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { entryBytes } from './entry.ts';
import { pack } from './pack.ts';

/** An entry and what it belongs to: a stream's record, or an event that is republished. */
export interface Publication<Origin> {
  readonly origin: Origin;
  readonly entry: PutEventsRequestEntry;
}

export interface Unpublished<Origin> {
  readonly origin: Origin;
  readonly entry: PutEventsRequestEntry;
  readonly failure: TransientFailure | TerminalFailure;
}

/** Error codes of an entry that no repeat can mend (EventBridge API reference, PutEventsResultEntry). */
const NEVER = new Set(['InvalidArgument', 'MalformedDetail', 'ValidationException']);

/** How often an entry is tried again in place, before the whole batch comes again. */
const TRIES_IN_PLACE = 2;

/**
 * Publishes in order and checks the answer entry by entry, as PutEvents answers 200 also where it took nothing.
 * Stops at the first run that has a transient failure left, so that what comes later is not published ahead of it for long.
 * @returns what was not published, in order
 */
export async function publish<Origin>(
  events: EventBridgeClient,
  publications: readonly Publication<Origin>[],
): Promise<Unpublished<Origin>[]> {
  const unpublished: Unpublished<Origin>[] = [];
  for (const run of pack(publications, ({ entry }) => entryBytes(entry))) {
    const left = await publishRun(events, run);
    unpublished.push(...left);
    if (left.some(({ failure }) => failure.kind === 'transient')) break;
  }
  return unpublished;
}

async function publishRun<Origin>(
  events: EventBridgeClient,
  run: readonly Publication<Origin>[],
): Promise<Unpublished<Origin>[]> {
  const terminal: Unpublished<Origin>[] = [];
  let left: Unpublished<Origin>[] = [];
  let pending = run;
  for (let tries = 0; tries <= TRIES_IN_PLACE && pending.length > 0; tries += 1) {
    const failed = await putEvents(events, pending);
    terminal.push(...failed.filter(({ failure }) => failure.kind === 'terminal'));
    left = failed.filter(({ failure }) => failure.kind === 'transient');
    pending = left;
  }
  const order = new Map(run.map(({ entry }, at) => [entry, at]));
  return [...terminal, ...left].sort((a, b) => (order.get(a.entry) ?? 0) - (order.get(b.entry) ?? 0));
}

async function putEvents<Origin>(
  events: EventBridgeClient,
  run: readonly Publication<Origin>[],
): Promise<Unpublished<Origin>[]> {
  try {
    const { Entries = [] } = await events.send(
      new PutEventsCommand({ Entries: run.map(({ entry }) => entry) }),
    );
    return run.flatMap(({ origin, entry }, at) => {
      const result = Entries[at];
      if (result?.EventId !== undefined && result.ErrorCode === undefined) return [];
      return [
        { origin, entry, failure: failureOf(result?.ErrorCode ?? 'NoResult', result?.ErrorMessage ?? '') },
      ];
    });
  } catch (error) {
    const failure = awsFailure(error, 'PutEvents');
    const kept =
      failure instanceof TerminalFailure || failure instanceof TransientFailure
        ? failure
        : new TransientFailure('unavailable', failure.message, { cause: error });
    // One bad entry fails the whole call: alone, each shows whether it is the one.
    if (kept instanceof TerminalFailure && run.length > 1) {
      const alone = await Promise.all(run.map((publication) => putEvents(events, [publication])));
      return alone.flat();
    }
    return run.map((publication) => ({ ...publication, failure: kept }));
  }
}

const failureOf = (code: string, message: string): TransientFailure | TerminalFailure =>
  NEVER.has(code)
    ? new TerminalFailure('unpublishable', `${code}: ${message}`)
    : new TransientFailure('not-published', `${code}: ${message}`);
