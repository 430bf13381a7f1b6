import type { DomainEvent } from '#schemas/event.ts';
import { Parked } from '#schemas/parked.ts';
import type { ServiceName, Subscriber } from '#schemas/services.ts';
import { subscribers } from '#schemas/topics.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { createParking, type Park } from '#shared/consumer/parking.ts';
import { createWaiting, type Wait } from '#shared/consumer/waiting.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { Bus, BusEntry } from '#shared/messaging/bus.ts';
import type { Message, Queue } from '#shared/messaging/queue.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { createRelay } from '#shared/relay/relay.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Acknowledged, Answer } from './client.ts';
import { MessageQueue, QUEUE_PREFIX, type QueueHandler } from './message-queue.ts';
import type { NextRelease } from './next-release.ts';
import { objectPort } from './object-port.ts';
import { RelaySource } from './relay-source.ts';
import { busPort, queuePort } from './send-ports.ts';
import { storePort } from './store-port.ts';
import { Table } from './table.ts';

/** What a process of a service is given: the ports of the real handlers, each call of which is a step of the scheduler. */
export interface Ports {
  readonly process: Process;
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly bus: Bus;
  readonly queue: (name: string) => Queue;
  readonly park: Park;
  readonly wait: Wait;
  readonly log: (line: OutcomeLine) => void;
  readonly clock: Clock;
  readonly milliseconds: () => number;
}

/** An aggregate of which the simulation knows the events, whatever its commands are. */
export type KnownAggregate<S = unknown> = Aggregate<S, never, DomainEvent>;

/** Who gets which events of the bus. */
interface Rule {
  readonly queue: MessageQueue;
  readonly wants: (type: string) => boolean;
}

/** The whole platform in one process: the tables, the bus, the queues and the buckets of all services, around one scheduler. */
export class Platform {
  readonly scheduler: Scheduler;
  readonly objects = createInMemoryObjectStore();
  readonly tables = new Map<ServiceName, Table>();
  readonly queues = new Map<string, MessageQueue>();
  readonly parked: Parked[] = [];
  readonly published: BusEntry[] = [];
  readonly acknowledged: Acknowledged[] = [];
  readonly answers: Answer[] = [];
  /** How the next version of the code sees a store; as this one does, where there is no next version. */
  nextOf: ((store: EventStore) => NextRelease) | undefined;
  /** By `aggregate_type`. */
  readonly aggregates = new Map<string, KnownAggregate>();
  /** What a scenario put in on purpose that nothing can handle. */
  isPoison: (parked: Parked) => boolean = () => false;
  /** An event, as JSON, on which the adapter of the bus throws. */
  breaksBus: (detail: string) => boolean = () => false;
  readonly #rules: Rule[] = [];
  /** Done by nobody, asked for by chance: what runs on a schedule. */
  readonly sweeps: (() => void)[] = [];

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  know(aggregates: readonly KnownAggregate[]): void {
    for (const aggregate of aggregates) this.aggregates.set(aggregate.type, aggregate);
  }

  /** A service's table, with the relay that publishes what it takes. */
  table(service: ServiceName): Table {
    const known = this.tables.get(service);
    if (known) return known;
    const { scheduler } = this;
    const table = new Table(
      () => scheduler.indexLag(),
      () => scheduler.now,
    );
    this.tables.set(service, table);
    const relay = new RelaySource(this.scheduler, `${service} relay`, table, (process) => {
      const ports = this.ports(service, process);
      return createRelay({ ...ports, claimsBucket: 'claims', source: `${service}-relay` });
    });
    this.scheduler.sources.push(relay);
    return table;
  }

  ports(service: ServiceName, process: Process): Ports {
    const { scheduler } = this;
    const objects = objectPort(scheduler, process, this.objects);
    const queue = (name: string) =>
      queuePort(scheduler, process, name, (message) => this.#send(name, message));
    return {
      process,
      objects,
      queue,
      store: this.#storeOf(service, process),
      bus: busPort(scheduler, process, (entry) => this.#publish(entry), this.breaksBus),
      park: createParking({
        deadLettersOf: () => queue(`${service}-parked`),
        objects,
        bucket: 'claims',
        clock: () => scheduler.timeOf(process),
      }),
      wait: createWaiting((name) => queue(name.replace(QUEUE_PREFIX, ''))),
      log: (line) => this.#log(process, line),
      clock: () => scheduler.timeOf(process),
      milliseconds: () => 0,
    };
  }

  #storeOf(service: ServiceName, process: Process): EventStore {
    const store = storePort(this.scheduler, process, this.table(service));
    return (process.release === 'N+1' && this.nextOf?.(store).asStore()) || store;
  }

  /** A queue of a service and the function behind it. */
  consume(service: ServiceName, queue: string, handlerOf: (ports: Ports) => QueueHandler): MessageQueue {
    this.table(service);
    const name = `${service}-${queue}`;
    const made = new MessageQueue(this.scheduler, name, (process) => handlerOf(this.ports(service, process)));
    this.queues.set(name, made);
    this.scheduler.sources.push(made);
    this.scheduler.surprises.push(made.again);
    return made;
  }

  /** What the rules of a subscriber let through goes into its queue. */
  subscribe(subscriber: Subscriber, queue: MessageQueue): void {
    const wanted = new Set(
      Object.entries<readonly Subscriber[]>(subscribers)
        .filter(([, names]) => names.includes(subscriber))
        .map(([type]) => type),
    );
    this.route(queue, (type) => wanted.has(type));
  }

  /** Lets a service look for what is due: by chance while a run lasts, and each minute once it is at rest. */
  schedule(service: ServiceName, handlerOf: (ports: Ports) => (event: unknown) => Promise<unknown>): void {
    const sweep = () => {
      this.scheduler.spawn(
        `${service} sweep`,
        (process) => handlerOf(this.ports(service, process))({ kind: 'sweep' }),
        () => undefined,
      );
    };
    this.sweeps.push(sweep);
    this.scheduler.surprises.push({ ready: () => 1, begin: sweep });
  }

  /** Events whose types are wanted go into a queue. */
  route(queue: MessageQueue, wants: Rule['wants'] = () => true): void {
    this.#rules.push({ queue, wants });
  }

  /** Who subscribes to an event. */
  queuesOf(type: string): readonly MessageQueue[] {
    return this.#rules.filter(({ wants }) => wants(type)).map(({ queue }) => queue);
  }

  /** A message of a test's own, as the bus would deliver it. */
  publishFromOutside(entry: BusEntry): void {
    this.#publish(entry);
  }

  #publish(entry: BusEntry): void {
    this.published.push(entry);
    const body = `{"detail-type":${JSON.stringify(entry.type)},"source":${JSON.stringify(entry.source)},"detail":${entry.detail}}`;
    for (const { queue, wants } of this.#rules) if (wants(entry.type)) queue.take({ body });
  }

  #log(process: Process, { outcome, source, id, code, event_id }: OutcomeLine): void {
    this.scheduler.tell(process.name, `says of ${id}: ${outcome} (${code})`, true);
    const handled = outcome === 'applied' || outcome === 'ignored';
    if (handled && event_id) this.queues.get(source.replace(QUEUE_PREFIX, ''))?.applied.add(event_id);
  }

  #send(name: string, message: Message): void {
    if (name.endsWith('-parked')) {
      this.parked.push(Parked.parse(JSON.parse(message.body)));
      return;
    }
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`there is no queue ${name}`);
    queue.take(message);
  }
}
