import { describe, expect, it } from 'vitest';
import { consumersOf, defineService, functionsOf, hasTable } from '#schemas/define-service.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import type { ConsumerHandlersOf, ReactionsOf } from '#shared/consumer/handlers.ts';
import type { QueueHandler } from '#shared/consumer/reactions.ts';

const onEvent: EventHandler = async () => {};
const onMessage: QueueHandler = async () => {};

describe('the handlers of a consumer', () => {
  it('compile when each subscription and each queue has one', () => {
    const asset: ReactionsOf<'asset'> = {
      events: { JobCompleted: onEvent },
      due: [],
      queues: { imports: onMessage },
    };
    const worker: ConsumerHandlersOf<'capability:worker'> = {
      eventsQueue: 'jobs',
      events: { JobResultsReceived: onEvent },
      queues: {},
    };
    const account: ReactionsOf<'account'> = { events: {}, due: [], queues: {} };
    expect([asset, worker, account].map(({ events }) => Object.keys(events).length)).toEqual([1, 1, 0]);
  });

  it('do not compile when one is missing, or has no subscription (tsc checks the marks below)', () => {
    // @ts-expect-error JobCompleted is subscribed to
    const withoutEvent: ReactionsOf<'asset'>['events'] = {};
    // @ts-expect-error the queue of imports is the service's own
    const withoutQueue: ReactionsOf<'asset'>['queues'] = {};
    // @ts-expect-error asset does not subscribe to JobStarted
    const tooMany: ReactionsOf<'asset'>['events'] = { JobCompleted: onEvent, JobStarted: onEvent };
    // @ts-expect-error account subscribes to nothing
    const unasked: ReactionsOf<'account'>['events'] = { JobCompleted: onEvent };
    // @ts-expect-error the events of the worker arrive in `jobs`
    const elsewhere: ConsumerHandlersOf<'capability:worker'>['eventsQueue'] = 'events';
    expect([withoutEvent, withoutQueue, tooMany, unasked, elsewhere]).toHaveLength(5);
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
