import { expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { createReactions } from '#shared/consumer/reactions.ts';
import type { WaitingMessage } from '#shared/consumer/waiting.ts';
import { createWaiting } from '#shared/consumer/waiting.ts';
import { isTurnOf } from '#shared/due/turn.ts';
import { addressOf } from '#shared/event-store/address.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { InMemoryQueue } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';

const DUE = '2026-01-01T00:00:00.000Z';
const START_S = Date.parse(DUE) / 1000;
const at = (second: number) => new Date((START_S + second) * 1000).toISOString();

/** The alarm `waiting` rings after four periods of five minutes with something in each of them. */
const PERIOD_S = 300;

// A rollback over a new kind of aggregate: nothing handles it, for two days, and nobody may sleep through that.
it('a due thing that is newer than the code is looked at in every period of its alarm, and its copies stay few', async () => {
  const store = createInMemoryStore();
  const account = newAccount('due-waits');
  const run = (command: Parameters<typeof counter.decide>[0]) =>
    execute(store, counter, { key: 'd', command, context: contextFor(account) });
  await run({ kind: 'open', label: 'd' });
  await run({ kind: 'add', by: -5 });
  let now = 0;
  const looks: number[] = [];
  const queue = new InMemoryQueue();
  const wait = createWaiting(() => queue);
  const react = createReactions({
    store,
    objects: createInMemoryObjectStore(),
    clock: () => at(now),
    milliseconds: () => 0,
    wait: (message: WaitingMessage) => wait(message),
    park: async () => {},
    log: ({ outcome }) => void (outcome === 'waiting' && looks.push(now)),
    events: {},
    due: {},
    queues: {},
    sweep: async () => 0,
  });
  const message = JSON.stringify({ ...addressOf(streamOf(counter, account, 'd')), due: DUE });
  let flying: { body: string; waits: number; shown: number }[] = [];
  let most = 0;
  for (now = 0; now < 2 * 86_400; now += 30) {
    if (now % 60 === 0 && isTurnOf(DUE, at(now), at(Math.max(0, now - 60) + (now > 0 ? 240 : -60))))
      flying.push({ body: message, waits: 0, shown: now });
    const shown = flying.filter((copy) => copy.shown <= now);
    flying = flying.filter((copy) => copy.shown > now);
    for (const { body, waits } of shown)
      await react({
        Records: [
          {
            messageId: 'm',
            body,
            eventSourceARN: 'arn:aws:sqs:eu-west-1:0:chariot-test-risk-due',
            messageAttributes: { waits: { stringValue: String(waits) } },
          },
        ],
      });
    for (const { body, delaySeconds = 0, waits = 0 } of queue.taken.splice(0))
      flying.push({ body, waits, shown: now + delaySeconds });
    most = Math.max(most, flying.length);
  }
  const gaps = looks.map((look, n) => look - (looks[n - 1] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(PERIOD_S);
  expect(looks.at(-1)).toBeGreaterThan(2 * 86_400 - PERIOD_S);
  expect(most).toBeLessThanOrEqual(6);
});
