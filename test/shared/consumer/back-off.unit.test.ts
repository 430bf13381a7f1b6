import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { createBackOff } from '#shared/consumer/back-off.ts';
import { createConsumer, onQueue } from '#shared/consumer/reactions.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';

const hidden: [string, string, number][] = [];

const react = (error: unknown, hide?: () => Promise<void>) =>
  createConsumer({
    objects: createInMemoryObjectStore(),
    clock: () => '2026-11-24T08:00:00.000Z',
    milliseconds: () => 0,
    log: () => {},
    park: async () => {},
    wait: async () => {},
    backOff: createBackOff({
      firstSeconds: 10,
      hide: hide ?? (async (...asked) => void hidden.push(asked)),
    }),
    events: {},
    queues: { jobs: onQueue(z.looseObject({}), () => Promise.reject(error)) },
  });

const received = (receives: number) => ({
  Records: [
    {
      messageId: 'm',
      receiptHandle: `r${receives}`,
      body: '{}',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:chariot-test-capability-jobs',
      attributes: { ApproximateReceiveCount: String(receives) },
    },
  ],
});

describe('a message that fails for now', () => {
  it('comes again soon at first and ever later, whatever the time-out of its queue', async () => {
    hidden.length = 0;
    const away = react(new TransientFailure('unavailable', 'away'));
    for (let receives = 1; receives <= 9; receives += 1) await away(received(receives));
    expect(hidden.map(([, , seconds]) => seconds)).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900]);
    expect(hidden[1]).toEqual(['chariot-test-capability-jobs', 'r2', 20]);
  });

  it('comes again all the same where it cannot be hidden', async () => {
    const away = react(new TransientFailure('unavailable', 'away'), () => Promise.reject(new Error('gone')));
    expect(await away(received(1))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  });

  it('is hidden neither when it is parked nor for a defect of ours, which waits for a deployment', async () => {
    hidden.length = 0;
    await react(new TerminalFailure('poison', 'never'))(received(1));
    await react(new TypeError('x'))(received(1));
    expect(hidden).toEqual([]);
  });
});
