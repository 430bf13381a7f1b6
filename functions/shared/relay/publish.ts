import { isFailure, TransientFailure } from '#schemas/errors.ts';
import { BUS_LIMITS, type Bus, type BusEntry, entryBytes } from '#shared/messaging/bus.ts';
import { failedDelivery } from '#shared/messaging/delivery.ts';
import { type CallLimits, pack } from '#shared/messaging/pack.ts';

/** An entry and its origin: a stream's record, or an event that is republished. */
export interface Publication<Origin> {
  readonly origin: Origin;
  readonly entry: BusEntry;
}

export interface Unpublished<Origin> extends Publication<Origin> {
  /** A failure of the bus, or a defect of ours that was thrown on the way there. */
  readonly error: unknown;
  /** Whether it is to be published later; no repeat helps the others. */
  readonly again: boolean;
}

/** What became of each entry. Of none that is in neither list anything is known: it stands behind one that comes again. */
export interface Publishing<Origin> {
  readonly published: readonly Publication<Origin>[];
  /** In order. */
  readonly unpublished: readonly Unpublished<Origin>[];
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
 * Publishes in order and checks the answer entry by entry. Stops behind the first run with an entry that comes again,
 * so that later entries are not ahead of it for long. Nothing else stops it.
 *
 * @param comesAgain is asked once for each entry, so that stopping and giving up rest on the same answer
 */
export async function publish<Origin>(
  bus: Bus,
  publications: readonly Publication<Origin>[],
  { triesInPlace = TRIES_IN_PLACE, limits = BUS_LIMITS }: PublishOptions = {},
  comesAgain: (error: unknown, origin: Origin) => boolean = (error) => !isForGood(error),
): Promise<Publishing<Origin>> {
  const published: Publication<Origin>[] = [];
  const unpublished: Unpublished<Origin>[] = [];
  for (const run of pack(publications, ({ entry }) => entryBytes(entry), limits)) {
    const missed = await publishRun(bus, run, triesInPlace);
    const left = missed.map((item) => ({ ...item, again: comesAgain(item.error, item.origin) }));
    const entries = new Set(left.map(({ entry }) => entry));
    published.push(...run.filter(({ entry }) => !entries.has(entry)));
    unpublished.push(...left);
    if (left.some(({ again }) => again)) break;
  }
  return { published, unpublished };
}

type Missed<Origin> = Omit<Unpublished<Origin>, 'again'>;

async function publishRun<Origin>(
  bus: Bus,
  run: readonly Publication<Origin>[],
  triesInPlace: number,
): Promise<Missed<Origin>[]> {
  const left: Missed<Origin>[] = [];
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

const NO_ANSWER = failedDelivery(
  new TransientFailure('not-published', 'the bus did not answer for an entry'),
);

/**
 * An error thrown here is a defect of ours, as a port answers its failures. Alone, each entry shows whether it is the
 * one that brings it about.
 */
async function put<Origin>(bus: Bus, run: readonly Publication<Origin>[]): Promise<Missed<Origin>[]> {
  try {
    const outcomes = await bus.put(run.map(({ entry }) => entry));
    return run.flatMap(({ origin, entry }, at) => {
      const outcome = outcomes[at] ?? NO_ANSWER;
      return outcome.kind === 'taken' ? [] : [{ origin, entry, error: outcome.failure }];
    });
  } catch (error) {
    if (run.length === 1) return run.map((publication) => ({ ...publication, error }));
    const left: Missed<Origin>[] = [];
    for (const publication of run) left.push(...(await put(bus, [publication])));
    return left;
  }
}
