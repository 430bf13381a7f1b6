import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PublishedEvent } from '#schemas/envelope.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { type Causing, effect } from '#shared/consumer/effect.ts';
import { derivedId } from '#shared/identity.ts';
import { newAccount } from '../event-store/counter.ts';

const NOW = '2026-11-24T09:00:00.000Z';

const eventOf = (name: string, discovery?: string): PublishedEvent =>
  PublishedEvent.parse({
    event_id: derivedId(name),
    aggregate_id: 'k',
    aggregate_type: 'Counter',
    event_type: 'CounterOpened',
    event_version: 1,
    aggregate_version: 1,
    event_data: {},
    metadata: {
      account_id: newAccount(name),
      actor: 'user:somebody',
      command_id: 'c',
      correlation_id: 'corr-1',
      causation_id: 'cause',
      ...(discovery && { discovery_id: discovery }),
      vector_clock: {},
    },
    timestamp: '2026-11-24T08:00:00.000Z',
    service_name: 'asset',
    state: {},
    state_version: 1,
    state_schema: 1,
  });

async function contextsOf(
  handler: string,
  event: PublishedEvent,
  ask: (causing: Causing) => CommandContext[],
) {
  const contexts: CommandContext[] = [];
  const react = effect(
    'capability',
    handler,
    { version: 1, data: z.looseObject({}) },
    async (_data, causing) => {
      contexts.push(...ask(causing));
    },
  );
  await react(event, NOW);
  return contexts;
}

describe('the commands that an event causes', () => {
  it('have ids of their own: per event, handler, target and ordinal', async () => {
    const ask = (causing: Causing) => [causing('a'), causing('b'), causing('a', 1), causing('b', 1)];
    const all: CommandContext[] = [];
    for (const name of ['one', 'two'])
      for (const handler of ['open', 'close']) all.push(...(await contextsOf(handler, eventOf(name), ask)));
    expect(new Set(all.map(({ commandId }) => commandId)).size).toBe(16);
  });

  it('have the same ids when the event comes again, and name actor and cause', async () => {
    const event = eventOf('one', 'discovery-1');
    const ask = (causing: Causing) => [causing('a')];
    const [context] = await contextsOf('open', event, ask);
    expect(await contextsOf('open', event, ask)).toEqual([context]);
    expect(context).not.toHaveProperty('body');
    expect(context).toMatchObject({
      accountId: event.metadata.account_id,
      actor: 'service:capability',
      correlationId: 'corr-1',
      causationId: event.event_id,
      discoveryId: 'discovery-1',
      now: NOW,
    });
    const [outside] = await contextsOf('open', eventOf('two'), ask);
    expect(outside).not.toHaveProperty('discoveryId');
  });
});
