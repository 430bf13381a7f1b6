import { TransientFailure } from '#schemas/errors.ts';
import type { Bus, BusEntry } from '#shared/messaging/bus.ts';
import { type Delivery, failed, TAKEN } from '#shared/messaging/delivery.ts';
import type { Message, Queue } from '#shared/messaging/queue.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { SEND_FAULTS } from './faults.ts';

const NOT_TAKEN: Delivery = failed(new TransientFailure('unavailable', 'it may or may not have been taken'));

const outcomesTold = (outcomes: readonly Delivery[]): string => {
  const missed = outcomes.filter(({ kind }) => kind === 'failed').length;
  return missed === 0 ? 'all taken' : `${missed} of ${outcomes.length} not taken`;
};

interface Sending<T> {
  readonly what: (items: readonly T[]) => string;
  readonly take: (item: T) => void;
}

/** Sends many things in one call, of which any may be taken and any not. */
function sending<T>(scheduler: Scheduler, process: Process, { what, take }: Sending<T>) {
  return async (items: readonly T[]): Promise<readonly Delivery[]> => {
    if (items.length === 0) return [];
    const takeAll = async () => {
      for (const item of items) take(item);
      return items.map(() => TAKEN);
    };
    return scheduler.call(process, {
      what: () => what(items),
      faults: SEND_FAULTS,
      perform: takeAll,
      failed: () => items.map(() => NOT_TAKEN),
      under: {
        'taken in part': async () =>
          items.map((item) => {
            if (scheduler.choices.pick(2) === 1) return NOT_TAKEN;
            take(item);
            return TAKEN;
          }),
      },
      told: outcomesTold,
    });
  };
}

export const busPort = (scheduler: Scheduler, process: Process, take: (entry: BusEntry) => void): Bus => ({
  put: sending(scheduler, process, {
    what: (entries) => `publishes ${entries.map(({ type }) => type).join(', ')}`,
    take,
  }),
});

export const queuePort = (
  scheduler: Scheduler,
  process: Process,
  name: string,
  take: (message: Message) => void,
): Queue => ({
  send: sending(scheduler, process, {
    what: (messages) => `sends ${messages.length} messages to ${name}`,
    take,
  }),
});
