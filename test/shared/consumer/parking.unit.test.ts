import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { Parked } from '#schemas/parked.ts';
import { createParking, reasonOf } from '#shared/consumer/parking.ts';
import { failedDelivery } from '#shared/messaging/delivery.ts';
import { InMemoryQueue } from '#shared/messaging/in-memory.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import { awsError } from '../../kit/aws-error.ts';

const sqs = mockClient(SQSClient);
const objects = createInMemoryObjectStore();
let now = '2026-11-24T08:00:00.000Z';
const park = createParking({
  deadLettersOf: (source) =>
    createSqsQueue(new SQSClient({ region: 'us-east-1' }), `https://queues/${source}-dlq`),
  objects,
  bucket: 'claims',
  clock: () => now,
});

const SQS_LIMIT = 1024 * 1024;
const bodies = (): string[] =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap((call) => call.args[0].input.Entries ?? [])
    .map(({ MessageBody = '' }) => MessageBody);
const lying = (): Parked[] => bodies().map((body) => Parked.parse(JSON.parse(body)));

const Claimed = z.object({
  claim: z.object({ bucket: z.string(), key: z.string(), sha256: z.string(), bytes: z.int() }),
});

const reason = reasonOf(new TerminalFailure('poison', 'never'));
const large = (name: string) => ({ name, filling: 'ü'.repeat(500 * 1024) });

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
});

describe('parking', () => {
  it('puts the whole thing into the queue, with its reason and where it came from', async () => {
    const parked = { reason, source: 'chariot-test-asset-imports', payload: { say: 'never' } };
    await park(parked);
    expect(lying()).toEqual([parked]);
  });

  it('goes to the dead-letter queue of the queue that it came from', async () => {
    for (const source of ['chariot-test-asset-imports', 'chariot-test-asset-due'])
      await park({ reason, source, payload: 1 });
    expect(sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.QueueUrl)).toEqual([
      'https://queues/chariot-test-asset-imports-dlq',
      'https://queues/chariot-test-asset-due-dlq',
    ]);
  });

  it('writes a copy that outlives the queue, before the queue, and one for a thing that is parked again', async () => {
    const kept = createInMemoryObjectStore();
    const keys: string[] = [];
    const write: typeof kept.write = (ref, ...rest) => {
      keys.push(ref.key);
      return kept.write(ref, ...rest);
    };
    const queue = new InMemoryQueue();
    const copying = createParking({
      deadLettersOf: () => queue,
      objects: { write },
      bucket: 'claims',
      clock: () => now,
    });
    queue.fault = () => failedDelivery(new TransientFailure('unavailable', 'no queue'));
    const parked = { reason, source: 'chariot-test-asset-due', payload: { say: 'never' } };
    await expect(copying(parked)).rejects.toMatchObject({ kind: 'transient' });
    queue.fault = () => undefined;
    await copying({ ...parked, reason: { ...reason, message: 'never, at 08:01' } });
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^parked\/chariot-test-asset-due\/2026-11-24\/[0-9a-f]{64}\.json$/);
    expect(await readJson(kept, { bucket: 'claims', key: keys[0]! }, Parked)).toMatchObject({
      payload: { say: 'never' },
      reason: { code: 'poison' },
    });
    await copying({ ...parked, payload: { say: 'never again' } });
    now = '2026-11-25T08:00:00.000Z';
    await copying(parked);
    expect(new Set(keys).size).toBe(3);
  });

  it('keeps each of several large things of one source and one reason', async () => {
    const things = [large('first'), large('second')];
    for (const payload of things) await park({ reason, source: 'stream of table', payload });
    const found = lying().map(async ({ payload }) => {
      const copy = await readJson(objects, Claimed.parse(payload).claim, Parked);
      return copy.payload;
    });
    expect(await Promise.all(found)).toEqual(things);
    expect(bodies().every((body) => body.length < 1_000)).toBe(true);
  });

  it('tells enough of a reason that has no end, and no more than the queue takes', async () => {
    const failing = z.array(z.string()).safeParse(Array.from({ length: 50_000 }, (_, at) => at));
    const failure = new TerminalFailure('unreadable-message', 'x'.repeat(5_000_000), {
      errors: fieldProblems(failing.error!),
    });
    await park({ reason: reasonOf(failure), source: 'imports', payload: { say: 'much' } });
    expect(bodies()[0]!.length).toBeLessThan(SQS_LIMIT);
    const [parked] = lying();
    expect(parked?.reason.errors[0]).toMatchObject({ path: '0' });
    expect(parked).toMatchObject({ payload: { say: 'much' }, reason: { code: 'unreadable-message' } });
  });

  it('that fails leaves the thing where it was, for another time', async () => {
    sqs.on(SendMessageBatchCommand).rejects(awsError('ServiceUnavailable'));
    await expect(park({ reason, source: 's', payload: 1 })).rejects.toMatchObject({ kind: 'transient' });
  });
});
