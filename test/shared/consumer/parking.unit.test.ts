import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { createParking, Parked, reasonOf } from '#shared/consumer/parking.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';

const sqs = mockClient(SQSClient);
const objects = createInMemoryObjectStore();
const park = createParking({
  queue: createSqsQueue(new SQSClient({ region: 'us-east-1' }), 'https://parked'),
  objects,
  claims: { bucket: 'claims', prefix: 'claims/asset' },
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
  test('puts the whole thing into the queue, with its reason and where it came from', async () => {
    const parked = { reason, source: 'chariot-test-asset-imports', payload: { say: 'never' } };
    await park(parked);
    expect(lying()).toEqual([parked]);
  });

  test('keeps each of several large things of one source and one reason', async () => {
    const things = [large('first'), large('second')];
    for (const payload of things) await park({ reason, source: 'stream of table', payload });
    const found = lying().map(async ({ payload }) =>
      readJson(objects, Claimed.parse(payload).claim, z.json()),
    );
    expect(await Promise.all(found)).toEqual(things);
    expect(bodies().every((body) => body.length < 1_000)).toBe(true);
  });

  test('tells enough of a reason that has no end, and no more than the queue takes', async () => {
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

  test('that fails leaves the thing where it was, for another time', async () => {
    sqs.on(SendMessageBatchCommand).rejects(Object.assign(new Error('no'), { name: 'ServiceUnavailable' }));
    await expect(park({ reason, source: 's', payload: 1 })).rejects.toMatchObject({ kind: 'transient' });
  });
});
