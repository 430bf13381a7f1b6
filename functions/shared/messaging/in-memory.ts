import type { Bus, BusEntry } from './bus.ts';
import { type Delivery, TAKEN } from './delivery.ts';
import type { Message, Queue } from './queue.ts';

/** The failure of one entry or message; undefined: it is taken. */
export type Fault<T> = (item: T) => Delivery | undefined;

/** A bus that lives in this process: `calls` holds the entries of each call, `taken` those that were published. */
export class InMemoryBus implements Bus {
  readonly calls: (readonly BusEntry[])[] = [];
  readonly taken: BusEntry[] = [];
  fault: Fault<BusEntry> = () => undefined;

  async put(entries: readonly BusEntry[]): Promise<readonly Delivery[]> {
    this.calls.push(entries);
    return entries.map((entry) => {
      const outcome = this.fault(entry) ?? TAKEN;
      if (outcome.kind === 'taken') this.taken.push(entry);
      return outcome;
    });
  }
}

/** A queue that lives in this process: `taken` holds its messages, in order. */
export class InMemoryQueue implements Queue {
  readonly taken: Message[] = [];
  fault: Fault<Message> = () => undefined;

  async send(messages: readonly Message[]): Promise<readonly Delivery[]> {
    return messages.map((message) => {
      const outcome = this.fault(message) ?? TAKEN;
      if (outcome.kind === 'taken') this.taken.push(message);
      return outcome;
    });
  }
}
