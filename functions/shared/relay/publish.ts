import { isFailure, TransientFailure } from '#schemas/errors.ts';
import { BUS_LIMITS, type Bus, type BusEntry, entryBytes } from '#shared/messaging/bus.ts';
import { failed } from '#shared/messaging/delivery.ts';
import { type CallLimits, pack } from '#shared/messaging/pack.ts';

/** An entry and its origin: a stream's record, or an event that is republished. */
export interface Publication<Origin> {
  readonly origin: Origin;
  readonly entry: BusEntry;
}

export interface Unpublished<Origin> extends Publication<Origin> {
  /** A failure of the bus, or a defect of ours that was thrown on the way there. */
  readonly error: unknown;
}

export interface PublishOptions {
  /** How often an entry is tried again in place, before the whole batch comes again. */
  readonly triesInPlace?: number;
  readonly limits?: CallLimits;
}

const TRIES_IN_PLACE = 2;

/** Whether no repeat can help. */
export const isForGood = (error: unknown): boolean =>
  isFailure(error) && (error.kind === 'terminal' || error.kind === 'refused');

const mayPass = (error: unknown): boolean => isFailure(error) && !isForGood(error);

/**
 * Publishes in order and checks the answer entry by entry. Stops behind the first run with an entry that may be
 * published later, so that later entries are not ahead of it for long.
 * @returns the entries that were not published, in order
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
    if (left.some(({ error }) => !isForGood(error))) break;
  }
  return unpublished;
}

async function publishRun<Origin>(
  bus: Bus,
  run: readonly Publication<Origin>[],
  triesInPlace: number,
): Promise<Unpublished<Origin>[]> {
  const left: Unpublished<Origin>[] = [];
  let pending: readonly Publication<Origin>[] = run;
  for (let tries = 0; pending.length > 0; tries += 1) {
    const missed = await put(bus, pending);
    const last = tries >= triesInPlace;
    left.push(...missed.filter(({ error }) => last || !mayPass(error)));
    pending = last ? [] : missed.filter(({ error }) => mayPass(error));
  }
  const order = new Map(run.map(({ entry }, at) => [entry, at]));
  return left.sort((a, b) => (order.get(a.entry) ?? 0) - (order.get(b.entry) ?? 0));
}

const NO_ANSWER = failed(new TransientFailure('not-published', 'the bus did not answer for an entry'));

/**
 * An error thrown here is a defect of ours, as a port answers its failures. Alone, each entry shows whether it is the
 * one that brings it about.
 */
async function put<Origin>(bus: Bus, run: readonly Publication<Origin>[]): Promise<Unpublished<Origin>[]> {
  try {
    const outcomes = await bus.put(run.map(({ entry }) => entry));
    return run.flatMap(({ origin, entry }, at) => {
      const outcome = outcomes[at] ?? NO_ANSWER;
      return outcome.kind === 'taken' ? [] : [{ origin, entry, error: outcome.failure }];
    });
  } catch (error) {
    if (run.length === 1) return run.map((publication) => ({ ...publication, error }));
    const left: Unpublished<Origin>[] = [];
    for (const publication of run) left.push(...(await put(bus, [publication])));
    return left;
  }
}
