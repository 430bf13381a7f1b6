import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import { listBase } from '#shared/aggregate/list-base.ts';
import { listIndex } from '#shared/aggregate/list-index.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { itemOf } from '#shared/event-store/dynamo-item.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { awsError } from '../../kit/aws-error.ts';
import { contextFor, counter, newAccount, show } from './counter.ts';

// What no local engine returns: throttling, transactions in each other's way, and a page that is there already.
const dynamo = mockClient(DynamoDBDocumentClient);
const store = new DynamoEventStore(
  DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })),
  'table',
  'us-east-1',
  async (attempt) => void pauses.push(attempt),
);
const pauses: number[] = [];
const account = newAccount('failures');
const exception = { $metadata: {}, message: 'no' };

/** The stored item of a counter with `adds` additions of `bytes` bytes each. */
async function storedItem(adds: number, bytes: number): Promise<Record<string, unknown>> {
  const memory = createInMemoryStore();
  await execute(memory, counter, {
    key: 'k',
    command: { kind: 'open', label: 'k' },
    context: contextFor(account),
  });
  for (let at = 0; at < adds; at += 1) {
    await execute(memory, counter, {
      key: 'k',
      command: { kind: 'add', by: 1, note: 'x'.repeat(bytes) },
      context: contextFor(account),
    });
  }
  const stream = streamOf(counter, account, 'k');
  const tip = await memory.load(stream);
  return itemOf(stream, tip!);
}

const add = () =>
  execute(store, counter, { key: 'k', command: { kind: 'add', by: 1 }, context: contextFor(account) });

beforeEach(() => {
  dynamo.reset();
  pauses.length = 0;
});

describe('the DynamoDB event store', () => {
  it('says that a throttled read is transient', async () => {
    dynamo.on(GetCommand).rejects(new ProvisionedThroughputExceededException(exception));
    await expect(add()).rejects.toMatchObject({ kind: 'transient', code: 'unavailable' });
  });

  it('says that a write that DynamoDB calls invalid is terminal', async () => {
    const invalid = awsError('ValidationException', 'Item size has exceeded');
    dynamo
      .on(GetCommand)
      .resolves({ Item: await storedItem(0, 0) })
      .on(PutCommand)
      .rejects(invalid);
    await expect(add()).rejects.toMatchObject({ kind: 'terminal' });
  });

  it('decides again on the item that a lost condition brings back, without another read', async () => {
    const newer = await storedItem(1, 0);
    dynamo
      .on(GetCommand)
      .resolvesOnce({ Item: await storedItem(0, 0) })
      .rejects(new Error('a second read'));
    dynamo
      .on(PutCommand)
      .rejectsOnce(new ConditionalCheckFailedException({ ...exception, Item: marshall(newer) }))
      .resolves({});
    expect(await add()).toMatchObject({ version: 3, state: { total: 2 } });
  });

  it('gives up after three reloads with both versions', async () => {
    const item = await storedItem(0, 0);
    dynamo.on(GetCommand).resolves({ Item: item });
    dynamo
      .on(PutCommand)
      .rejects(new ConditionalCheckFailedException({ ...exception, Item: marshall(item) }));
    await expect(add()).rejects.toMatchObject({ kind: 'conflict', details: { expected: 1, actual: 1 } });
    expect(dynamo.commandCalls(PutCommand)).toHaveLength(4);
  });

  it('pauses, reads and decides again where another transaction was in the way, alone or with a page', async () => {
    const conflict = [{ Code: 'TransactionConflict' }, { Code: 'None' }];
    dynamo
      .on(PutCommand)
      .rejectsOnce(new TransactionConflictException(exception))
      .resolves({})
      .on(TransactWriteCommand)
      .rejectsOnce(new TransactionCanceledException({ ...exception, CancellationReasons: conflict }))
      .resolves({});
    const [small, large] = [await storedItem(0, 0), await storedItem(2, 3_000)];
    dynamo
      .on(GetCommand)
      .resolvesOnce({ Item: small })
      .resolvesOnce({ Item: small })
      .resolves({ Item: large });
    expect(await add()).toMatchObject({ version: 2, state: { total: 1 } });
    expect(await add()).toMatchObject({ version: 4, state: { total: 3 } });
    expect(pauses).toEqual([1, 1]);
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(4);
  });

  it('says that a thing which transactions keep busy is so for a while, and not that it was changed', async () => {
    dynamo.on(GetCommand).resolves({ Item: await storedItem(0, 0) });
    dynamo.on(PutCommand).rejects(new TransactionConflictException(exception));
    await expect(add()).rejects.toMatchObject({ kind: 'transient', code: 'busy' });
    expect(dynamo.commandCalls(PutCommand)).toHaveLength(4);
    expect(pauses).toEqual([1, 2, 3]);
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'does not take a page for a defect when nobody knows whether the tip was newer (%s)',
    async (Code) => {
      dynamo.on(GetCommand).resolves({ Item: await storedItem(1, 3_000) });
      dynamo.on(TransactWriteCommand).rejects(
        new TransactionCanceledException({
          ...exception,
          CancellationReasons: [{ Code }, { Code: 'ConditionalCheckFailed' }],
        }),
      );
      await expect(add()).rejects.toMatchObject({ kind: 'transient' });
    },
  );

  it('says that a transaction that was throttled is transient, and one that is invalid terminal', async () => {
    const cancelled = (Code: string) =>
      new TransactionCanceledException({ ...exception, CancellationReasons: [{ Code }, { Code: 'None' }] });
    dynamo.on(GetCommand).resolves({ Item: await storedItem(1, 3_000) });
    dynamo.on(TransactWriteCommand).rejects(cancelled('ThrottlingError'));
    await expect(add()).rejects.toMatchObject({ kind: 'transient', code: 'transaction-cancelled' });
    dynamo.on(TransactWriteCommand).rejects(cancelled('ValidationError'));
    await expect(add()).rejects.toMatchObject({ kind: 'terminal', code: 'invalid-request' });
  });

  it('tells the lost condition of a transaction by its place', async () => {
    const newer = await storedItem(2, 3_000);
    dynamo.on(GetCommand).resolves({ Item: await storedItem(1, 3_000) });
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(
        new TransactionCanceledException({
          ...exception,
          CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: marshall(newer) }, { Code: 'None' }],
        }),
      )
      .resolves({});
    expect(await add()).toMatchObject({ version: 4 });
  });

  it('says that a page which is there although the tip does not know it is terminal', async () => {
    dynamo.on(GetCommand).resolves({ Item: await storedItem(1, 3_000) });
    dynamo.on(TransactWriteCommand).rejects(
      new TransactionCanceledException({
        ...exception,
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
      }),
    );
    await expect(add()).rejects.toMatchObject({ kind: 'terminal', code: 'page-exists' });
  });

  it('writes the tip first and the page second, each under its condition', async () => {
    dynamo.on(GetCommand).resolves({ Item: await storedItem(1, 3_000) });
    dynamo.on(TransactWriteCommand).resolves({});
    await add();
    const items = dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    expect(items?.map((item) => item.Put?.ConditionExpression)).toEqual([
      'Version = :version AND attribute_not_exists(Fold)',
      'attribute_not_exists(SK)',
    ]);
  });

  it('says that an item which is not a tip is unreadable, rather than guessing', async () => {
    dynamo.on(GetCommand).resolves({ Item: { ...(await storedItem(0, 0)), Version: 'one' } });
    await expect(add()).rejects.toMatchObject({ kind: 'terminal', code: 'unreadable-item' });
  });

  it('finds a gap in a history, rather than telling a shorter one', async () => {
    dynamo
      .on(GetCommand)
      .resolves({ Item: await storedItem(3, 3_000) })
      .on(QueryCommand)
      .resolves({ Items: [] });
    await expect(historyOf(store, counter, account, 'k')).rejects.toMatchObject({ code: 'broken-history' });
  });

  const index = (from: string, to: string) =>
    listIndex(store, counter, account, {
      index: 'byType',
      partition: 'TYPE#counter',
      from,
      to,
      limit: 5,
      show,
    });

  it('asks for no range that ends before it begins, which DynamoDB calls invalid', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect(await index('LABEL#b', 'LABEL#a')).toEqual({ items: [] });
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(0);
    await index('LABEL#a', 'LABEL#a');
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(counter.shards);
  });

  it('asks for no keys that begin longer than sort keys are, for they are stored by their hash', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect(await listBase(store, counter, account, { keyPrefix: 'ü'.repeat(451), limit: 5, show })).toEqual({
      items: [],
    });
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(0);
    await listBase(store, counter, account, { keyPrefix: 'ü'.repeat(450), limit: 5, show });
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(counter.shards);
  });

  it('says that a page or an index entry of another form is unreadable, and never tries it for ever', async () => {
    const unreadable = { kind: 'terminal', code: 'unreadable-item' };
    dynamo
      .on(GetCommand)
      .resolves({ Item: await storedItem(3, 3_000) })
      .on(QueryCommand)
      .resolves({ Items: [{ PK: 'p', SK: 's', Events: 'none' }] });
    await expect(historyOf(store, counter, account, 'k')).rejects.toMatchObject(unreadable);
    await expect(index('LABEL#a', 'LABEL#b')).rejects.toMatchObject(unreadable);
  });

  it('lets no entry of the due index hide those behind it', async () => {
    const row = (SK: string, GSI3SK: string) => ({ PK: 'p', SK, GSI3PK: 'DUE#0', GSI3SK });
    dynamo
      .on(QueryCommand)
      .resolves({ Items: [row('odd', '+010000-01-01'), row('fine', '2026-01-01T00:00:00.000Z')] });
    const found: string[] = [];
    for await (const { address } of store.due(0, '2026-06-01T00:00:00.000Z')) found.push(address.SK);
    expect(found).toEqual(['odd', 'fine']);
  });
});
