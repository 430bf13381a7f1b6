import { expect, it } from 'vitest';
import * as z from 'zod';
import { Refusal } from '#schemas/errors.ts';
import { closeAccount, refusingClosed } from '#shared/aggregate/closed-account.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { createConsumer, onQueue } from '#shared/consumer/reactions.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';

// A purged tenant's late messages were parked: an alarm for each, and its data for a year among the copies.

it('a late message of a closed account is ignored with a line, and nothing of it is parked', async () => {
  const now = '2026-11-24T08:00:00.000Z';
  const store = createInMemoryStore();
  const [closed, open] = [newAccount('closed'), newAccount('open')];
  await closeAccount(store, closed, now);
  const parked: string[] = [];
  const lines: OutcomeLine[] = [];
  const guarded = refusingClosed(store, () => 0);
  const react = createConsumer({
    objects: createInMemoryObjectStore(),
    clock: () => now,
    milliseconds: () => 0,
    wait: async () => {},
    park: async ({ reason }) => void parked.push(reason.code),
    log: (line) => void lines.push(line),
    events: {},
    queues: {
      imports: onQueue(z.strictObject({ of: z.enum(['closed', 'open', 'nobody']) }), async ({ of }) => {
        if (of === 'nobody') throw new Refusal('not-found', 'nobody');
        const command = { kind: 'open', label: of } as const;
        await execute(guarded, counter, {
          key: of,
          command,
          context: contextFor(of === 'open' ? open : closed),
        });
      }),
    },
  });
  const record = (of: string) => ({
    messageId: of,
    body: JSON.stringify({ of }),
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:chariot-test-asset-imports',
  });
  const Records = ['closed', 'open', 'nobody'].map(record);
  expect(await react({ Records })).toEqual({ batchItemFailures: [] });
  expect(parked).toEqual(['not-found']);
  expect(lines.map(({ id, outcome, code }) => [id, outcome, code]).toSorted()).toEqual([
    ['closed', 'ignored', 'account-closed'],
    ['nobody', 'parked', 'not-found'],
    ['open', 'applied', 'ok'],
  ]);
});
