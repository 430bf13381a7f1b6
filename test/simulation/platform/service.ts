import type { DomainEvent } from '#schemas/event.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { createReactions, type ReactionsDeps } from '#shared/consumer/reactions.ts';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory } from '#shared/due/sweep-memory.ts';
import type { Route } from '#shared/http/route.ts';
import type { Process } from '../scheduler/process.ts';
import { Clients } from './client.ts';
import type { KnownAggregate, Platform, Ports } from './platform.ts';

export interface ServiceOptions {
  /** Events that a process has no handler for yet. */
  readonly unknownTo?: (process: Process) => readonly string[];
}

/** What a service is, beside what all services have. */
export interface SimulatedService<Deps> extends ServiceOptions {
  readonly name: ServiceName;
  readonly aggregates: readonly KnownAggregate[];
  /** What its `reactions.ts` names. */
  readonly react: (ports: Ports) => Pick<ReactionsDeps, 'events' | 'due' | 'queues' | 'onSweep'>;
  /** Queues of its own, beside `events` and `due`. */
  readonly queues?: readonly string[];
  readonly routes: readonly Route<Deps>[];
  readonly deps: (ports: Ports) => Deps;
}

/** So that aggregates of different commands may stand in one list: the simulation reads their events only. */
export const known = <S, C, E extends DomainEvent>(aggregate: Aggregate<S, C, E>): KnownAggregate =>
  aggregate as unknown as KnownAggregate;

/** Puts a service into the world, as its stack does: table, relay, queues, reactions, schedule and API. Answers its clients. */
export function addService<Deps>(platform: Platform, service: SimulatedService<Deps>): Clients<Deps> {
  const { name, aggregates, react, queues = [], routes, deps, unknownTo = () => [] } = service;
  const memory = new InMemorySweepMemory();
  const reactionsOf = (ports: Ports) => {
    const { events, ...others } = react(ports);
    const unknown = unknownTo(ports.process);
    return {
      ...others,
      events: Object.fromEntries(Object.entries(events).filter(([type]) => !unknown.includes(type))),
    };
  };
  const handlerOf = (ports: Ports) =>
    createReactions({
      ...ports,
      sweep: (now) => sweep({ store: ports.store, memory, queue: ports.queue(`${name}-due`) }, now),
      ...reactionsOf(ports),
    });
  platform.know(aggregates);
  platform.subscribe(name, platform.consume(name, 'events', handlerOf));
  for (const queue of ['due', ...queues]) platform.consume(name, queue, handlerOf);
  platform.schedule(name, handlerOf);
  return new Clients(platform, { service: name, routes, deps });
}
