import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { addressOf } from '#shared/event-store/address.ts';
import { itemOf } from '#shared/event-store/dynamo-item.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const store = new DynamoEventStore(client, 'table', 'us-east-1');
const account = newAccount('guards');
const stream = (key: string) => streamOf(counter, account, key);
const guards = [
  { stream: stream('list'), version: 4 },
  { stream: stream('none'), version: 0 },
];

async function opened() {
  const memory = createInMemoryStore();
  const open = { key: 'k', command: { kind: 'open', label: 'k' } as const, context: contextFor(account) };
  await execute(memory, counter, open);
  return itemOf(stream('k'), (await memory.load(stream('k')))!);
}

const add = () =>
  execute(store, counter, {
    key: 'k',
    command: { kind: 'add', by: 1 },
    context: contextFor(account),
    guards,
  });

const cancelledWith = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'no',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

beforeEach(() => dynamo.reset());

describe('a write with guards', () => {
  it('is one transaction of the tip and a check for each, by its version or by its absence', async () => {
    dynamo
      .on(GetCommand)
      .resolves({ Item: await opened() })
      .on(TransactWriteCommand)
      .resolves({});
    await add();
    expect(dynamo.commandCalls(PutCommand)).toHaveLength(0);
    expect(dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toMatchObject([
      { Put: { ConditionExpression: 'Version = :version AND attribute_not_exists(Fold)' } },
      {
        ConditionCheck: {
          TableName: 'table',
          Key: addressOf(stream('list')),
          ConditionExpression: 'Version = :version',
          ExpressionAttributeValues: { ':version': 4 },
        },
      },
      { ConditionCheck: { Key: addressOf(stream('none')), ConditionExpression: 'attribute_not_exists(PK)' } },
    ]);
  });

  it('tells which guard was lost by its place', async () => {
    dynamo.on(GetCommand).resolves({ Item: await opened() });
    dynamo.on(TransactWriteCommand).rejects(cancelledWith('None', 'None', 'ConditionalCheckFailed'));
    await expect(add()).rejects.toMatchObject({ code: 'guard-lost', details: { key: 'none', version: 0 } });
  });

  it('decides again on a newer tip before it speaks of guards, as the tip may hold this very command', async () => {
    const item = await opened();
    dynamo.on(GetCommand).resolves({ Item: item });
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(
        new TransactionCanceledException({
          $metadata: {},
          message: 'no',
          CancellationReasons: [
            { Code: 'ConditionalCheckFailed', Item: marshall(item) },
            { Code: 'ConditionalCheckFailed' },
          ],
        }),
      )
      .resolves({});
    expect(await add()).toMatchObject({ version: 2 });
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(2);
  });
});
