import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { republish } from '#shared/relay/republish.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';

const bus = mockClient(EventBridgeClient);

async function world() {
  const [store, account] = [createInMemoryStore(), newAccount('republish')];
  await execute(store, counter, {
    key: 'k',
    command: { kind: 'open', label: 'k' },
    context: contextFor(account),
  });
  for (let by = 1; by <= 12; by += 1) {
    const command = { kind: 'add', by, note: 'x'.repeat(900) } as const;
    await execute(store, counter, { key: 'k', command, context: contextFor(account) });
  }
  const deps = {
    store,
    bus: createEventBridge(new EventBridgeClient({ region: 'us-east-1' }), 'chariot-test-domain'),
    objects: createInMemoryObjectStore(),
    claimsBucket: 'claims',
  };
  return { deps, account };
}

const told = () =>
  bus
    .commandCalls(PutEventsCommand)
    .flatMap((call) => call.args[0].input.Entries ?? [])
    .map((entry) => JSON.parse(entry.Detail ?? ''));

beforeEach(() => bus.reset());

describe('republishing', () => {
  test('tells the whole history again from pages and tip, with the same ids and the state as it is now', async () => {
    bus
      .on(PutEventsCommand)
      .callsFake(({ Entries }) => ({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) }));
    const { deps, account } = await world();
    expect(await republish(deps, counter, account, 'k')).toBe(13);
    const first = told();
    expect(first.map((event) => event.aggregate_version)).toEqual(
      Array.from({ length: 13 }, (_, n) => n + 1),
    );
    expect(new Set(first.map((event) => event.state_version))).toEqual(new Set([13]));
    bus.resetHistory();
    expect(await republish(deps, counter, account, 'k', 10)).toBe(3);
    expect(told().map((event) => event.event_id)).toEqual(first.slice(10).map((event) => event.event_id));
    expect(await republish(deps, counter, account, 'nothing')).toBe(0);
  });

  test('says when the bus did not take it', async () => {
    bus.on(PutEventsCommand).callsFake(({ Entries }) => ({
      FailedEntryCount: 1,
      Entries: Entries.map(() => ({ ErrorCode: 'InternalFailure' })),
    }));
    const { deps, account } = await world();
    await expect(republish(deps, counter, account, 'k')).rejects.toMatchObject({ kind: 'transient' });
  });
});
