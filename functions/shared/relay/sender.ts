import { BUS_LIMITS, type Bus, type BusEntry } from '#shared/messaging/bus.ts';
import { publish } from './publish.ts';

export interface Pace {
  readonly bus: Bus;
  readonly milliseconds: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Sender {
  count(): number;
  one(entry: BusEntry): Promise<void>;
  /** Sends what waits for a full call. */
  rest(): Promise<void>;
}

/**
 * Publishes full calls as they fill, no faster than the rate. A call holds a second's worth at most, so that nobody
 * waits longer than that for the next look at the clock.
 *
 * @throws the first failure of the bus
 */
export function sender({ bus, milliseconds, sleep }: Pace, perSecond: number): Sender {
  const started = milliseconds();
  const full = Math.min(BUS_LIMITS.entries, perSecond);
  let pending: BusEntry[] = [];
  let sent = 0;
  const flush = async (): Promise<void> => {
    const run = pending;
    pending = [];
    const { unpublished } = await publish(
      bus,
      run.map((entry) => ({ origin: undefined, entry })),
    );
    const [failed] = unpublished;
    if (failed) throw failed.error;
    sent += run.length;
    const early = started + (sent / perSecond) * 1000 - milliseconds();
    if (early > 0) await sleep(early);
  };
  return {
    count: () => sent,
    rest: async () => {
      if (pending.length > 0) await flush();
    },
    one: async (entry) => {
      pending.push(entry);
      if (pending.length >= full) await flush();
    },
  };
}
