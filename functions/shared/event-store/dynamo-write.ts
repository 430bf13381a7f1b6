import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Instant } from '#schemas/primitives.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { type Address, addressOf, type Mark, markAddressOf } from './address.ts';
import { cancelledBy, type Part } from './cancellation.ts';
import { itemOf, pageItemOf, secondsOf, storedOf } from './dynamo-item.ts';
import type { DynamoTable } from './dynamo-table.ts';
import type { Guard, Stored, TipWrite, WriteResult } from './event-store.ts';
import { refusedBy } from './write-result.ts';

/** The whole write path of most commands. The condition closes the race between writers that read the same version. */
export async function putTip(table: DynamoTable, write: TipWrite): Promise<WriteResult> {
  try {
    await table.client.send(new PutCommand(tipPut(table, write)));
    return { kind: 'written' };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return refusedBy(write, storedIn(error.Item));
    if (error instanceof TransactionConflictException) return { kind: 'busy' };
    throw awsFailure(error, 'writing a tip');
  }
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * The only transaction on the write path. Events move to their page in the same write that drops them from the tip,
 * and the guards of the decision are checked in it.
 */
export async function putInTransaction(into: DynamoTable, write: TipWrite): Promise<WriteResult> {
  const { client, name: table } = into;
  const parts: { readonly part: Part; readonly item: TransactItem }[] = [
    { part: { kind: 'tip' }, item: { Put: tipPut(into, write) } },
    ...(write.page.length > 0 ? [{ part: { kind: 'page' } as const, item: pagePut(table, write) }] : []),
    ...(write.mark ? [{ part: { kind: 'mark' } as const, item: markPut(table, write.mark) }] : []),
    ...(write.guards ?? []).map((guard) => ({
      part: { kind: 'guard', guard } as const,
      item: guardCheck(table, guard),
    })),
  ];
  try {
    await client.send(new TransactWriteCommand({ TransactItems: parts.map(({ item }) => item) }));
    return { kind: 'written' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw awsFailure(error, 'writing a tip');
    const cancelled = cancelledBy(
      parts.map(({ part }) => part),
      error.CancellationReasons ?? [],
      error,
    );
    return cancelled.kind === 'conflict' ? refusedBy(write, storedIn(cancelled.item)) : cancelled;
  }
}

/** Leaves an empty page in the place of one that is purged; not where the table has dropped it already. */
export async function expirePage(
  { client, name: table }: DynamoTable,
  address: Address,
  expiresAt: Instant,
): Promise<void> {
  const emptied = { ...address, Events: [], ExpiresAt: secondsOf(expiresAt) };
  try {
    await client.send(
      new PutCommand({ TableName: table, Item: emptied, ConditionExpression: 'attribute_exists(SK)' }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    throw awsFailure(error, 'purging a page');
  }
}

/** Answers whether the mark was not there. The condition closes the race between two deliveries of one event. */
export async function putMarkAlone({ client, name }: DynamoTable, mark: Mark): Promise<boolean> {
  try {
    await client.send(new PutCommand(markItem(name, mark)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw awsFailure(error, 'putting a mark');
  }
}

const tipPut = ({ name, dueInto }: DynamoTable, write: TipWrite) => ({
  TableName: name,
  Item: itemOf(write.stream, write.tip, dueInto),
  ...expecting(write),
});

const pagePut = (table: string, write: TipWrite): TransactItem => ({
  Put: { TableName: table, Item: pageItemOf(write), ConditionExpression: 'attribute_not_exists(SK)' },
});

/** Of all writes under one mark, one goes through. */
const markPut = (table: string, mark: Mark): TransactItem => ({ Put: markItem(table, mark) });

const markItem = (table: string, mark: Mark) => ({
  TableName: table,
  Item: markAddressOf(mark),
  ConditionExpression: 'attribute_not_exists(PK)',
});

const guardCheck = (table: string, { stream, version }: Guard): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...addressOf(stream) },
    ...(version === 0 ? ABSENT : { ConditionExpression: AT_VERSION, ...values({ ':version': version }) }),
  },
});

const ABSENT = { ConditionExpression: 'attribute_not_exists(PK)' } as const;
const AT_VERSION = 'Version = :version';
const values = (given: Record<string, number>) => ({ ExpressionAttributeValues: given });

/** The item that must be there. A fold of the first generation is not named in the item. */
function expecting({ expectedVersion: version, expectedFold: fold = 1 }: TipWrite) {
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if (version === 0) return { ...ABSENT, ...returned };
  const [sameFold, given] =
    fold === 1
      ? ['attribute_not_exists(Fold)', { ':version': version }]
      : ['Fold = :fold', { ':version': version, ':fold': fold }];
  return { ConditionExpression: `${AT_VERSION} AND ${sameFold}`, ...values(given), ...returned };
}

/** The item of a failed condition comes marshalled, also through the document client. */
const storedIn = (item: Parameters<typeof unmarshall>[0] | undefined): Stored | undefined =>
  item && storedOf(unmarshall(item));
