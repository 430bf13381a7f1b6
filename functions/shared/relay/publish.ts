import { TransientFailure } from '#schemas/errors.ts';
import { BUS_LIMITS, type Bus, type BusEntry, entryBytes } from '#shared/messaging/bus.ts';
import { type DeliveryFailure, failed } from '#shared/messaging/delivery.ts';
import { type CallLimits, pack } from '#shared/messaging/pack.ts';

/** An entry and what it belongs to: a stream's record, or an event that is republished. */
export interface Publication<Origin> {
  readonly origin: Origin;
  readonly entry: BusEntry;
}

export interface Unpublished<Origin> extends Publication<Origin> {
  readonly failure: DeliveryFailure['failure'];
}

export interface PublishOptions {
  /** How often an entry is tried again in place, before the whole batch comes again. */
  readonly triesInPlace?: number;
  readonly limits?: CallLimits;
}

const TRIES_IN_PLACE = 2;

/**
 * Publishes in order and checks the answer entry by entry.
 * Stops at the first run that has a transient failure left, so that what comes later is not published ahead of it for long.
 * @returns what was not published, in order
 */
export async function publish<Origin>(
  bus: Bus,
  publications: readonly Publication<Origin>[],
  { triesInPlace = TRIES_IN_PLACE, limits = BUS_LIMITS }: PublishOptions = {},
): Promise<Unpublished<Origin>[]> {
  const unpublished: Unpublished<Origin>[] = [];
  for (const run of pack(publications, ({ entry }) => entryBytes(entry), limits)) {
    const left = await publishRun(bus, run, triesInPlace);
    unpublished.push(...left);
    if (left.some(({ failure }) => failure.kind === 'transient')) break;
  }
  return unpublished;
}

async function publishRun<Origin>(
  bus: Bus,
  run: readonly Publication<Origin>[],
  triesInPlace: number,
): Promise<Unpublished<Origin>[]> {
  const terminal: Unpublished<Origin>[] = [];
  let left: Unpublished<Origin>[] = [];
  let pending = run;
  for (let tries = 0; tries <= triesInPlace && pending.length > 0; tries += 1) {
    const missed = await put(bus, pending);
    terminal.push(...missed.filter(({ failure }) => failure.kind === 'terminal'));
    left = missed.filter(({ failure }) => failure.kind === 'transient');
    pending = left;
  }
  const order = new Map(run.map(({ entry }, at) => [entry, at]));
  return [...terminal, ...left].sort((a, b) => (order.get(a.entry) ?? 0) - (order.get(b.entry) ?? 0));
}

const NO_ANSWER = failed(new TransientFailure('not-published', 'the bus did not answer for an entry'));

async function put<Origin>(bus: Bus, run: readonly Publication<Origin>[]): Promise<Unpublished<Origin>[]> {
  const outcomes = await bus.put(run.map(({ entry }) => entry));
  return run.flatMap(({ origin, entry }, at) => {
    const outcome = outcomes[at] ?? NO_ANSWER;
    return outcome.kind === 'taken' ? [] : [{ origin, entry, failure: outcome.failure }];
  });
}
