import { describe, expect, it } from 'vitest';
import { consumersOf, defineService, functionsOf, hasTable } from '#schemas/define-service.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import type { ConsumerHandlersOf, ReactionsOf } from '#shared/consumer/handlers.ts';
import type { QueueHandler } from '#shared/consumer/reactions.ts';
import type { DueHandler } from '#shared/due/settle-due.ts';

const onEvent: EventHandler = async () => {};
const onMessage: QueueHandler = async () => {};
const onDue: DueHandler = { type: 'Any', settle: async () => {} };

describe('the handlers of a consumer', () => {
  it('compile when each subscription, each queue and each aggregate that falls due has one', () => {
    const queues: ReactionsOf<'asset'>['queues'] = { imports: onMessage, matches: onMessage };
    const due: ReactionsOf<'asset'>['due'] = { Asset: onDue, Import: onDue };
    const worker: ConsumerHandlersOf<'capability:worker'> = {
      eventsQueue: 'jobs',
      events: { JobResultsReceived: onEvent },
      queues: {},
    };
    expect([queues, worker.events, due].map((handlers) => Object.keys(handlers).length)).toEqual([2, 1, 2]);
  });

  it('do not compile when one is missing, or has no subscription (tsc checks the marks below)', () => {
    type Worker = ConsumerHandlersOf<'capability:worker'>;
    // @ts-expect-error JobResultsReceived is subscribed to
    const withoutEvent: Worker['events'] = {};
    // @ts-expect-error the queue of imports is the service's own
    const withoutQueue: ReactionsOf<'asset'>['queues'] = {};
    // @ts-expect-error an import falls due, too
    const withoutDue: ReactionsOf<'asset'>['due'] = { Asset: onDue };
    // @ts-expect-error a seed is never due
    const neverDue: ReactionsOf<'asset'>['due'] = { Asset: onDue, Import: onDue, Seed: onDue };
    // @ts-expect-error the worker does not subscribe to JobStarted
    const tooMany: Worker['events'] = { JobResultsReceived: onEvent, JobStarted: onEvent };
    // @ts-expect-error the events of the worker arrive in `jobs`
    const elsewhere: Worker['eventsQueue'] = 'events';
    expect([withoutEvent, withoutQueue, withoutDue, neverDue, tooMany, elsewhere]).toHaveLength(6);
  });
});

describe('a service without aggregates', () => {
  const graph = defineService({
    name: 'graph',
    description: 'Follows all others.',
    routes: [],
    aggregates: {},
    consumers: { rebuild: { events: 'rebuilds' } },
  });

  it('has no table, hence nothing to relay, but consumers of events', () => {
    expect(hasTable(graph)).toBe(false);
    expect(functionsOf(graph)).toEqual(['reactions', 'rebuild']);
    expect(consumersOf(graph)).toEqual([
      { name: 'reactions', subscriber: 'graph', events: 'events', queues: [] },
      { name: 'rebuild', subscriber: 'graph:rebuild', events: 'rebuilds', queues: [] },
    ]);
  });
});
