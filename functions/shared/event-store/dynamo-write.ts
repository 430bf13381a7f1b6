import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { addressOf, type Mark, markAddressOf } from './address.ts';
import { cancelledBy, type Part } from './cancellation.ts';
import { itemOf, pageItemOf, tipOf } from './dynamo-item.ts';
import type { Guard, Tip, TipWrite, WriteResult } from './event-store.ts';
import { refusedBy } from './write-result.ts';

/** The whole write path of most commands. The condition closes the race between writers that read the same version. */
export async function putTip(
  client: DynamoDBDocumentClient,
  table: string,
  write: TipWrite,
): Promise<WriteResult> {
  const { stream, tip, expectedVersion } = write;
  try {
    await client.send(
      new PutCommand({ TableName: table, Item: itemOf(stream, tip), ...expecting(expectedVersion) }),
    );
    return { kind: 'written' };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return refusedBy(write, tipIn(error.Item));
    if (error instanceof TransactionConflictException) return { kind: 'busy' };
    throw awsFailure(error, 'writing a tip');
  }
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * The only transaction on the write path: events move to their page in the same write that drops them from the tip, and what the
 * decision rested on beside the tip is checked in it.
 */
export async function putInTransaction(
  client: DynamoDBDocumentClient,
  table: string,
  write: TipWrite,
): Promise<WriteResult> {
  const parts: { readonly part: Part; readonly item: TransactItem }[] = [
    { part: { kind: 'tip' }, item: tipPut(table, write) },
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
    return cancelled.kind === 'conflict' ? refusedBy(write, tipIn(cancelled.item)) : cancelled;
  }
}

const tipPut = (table: string, { stream, tip, expectedVersion }: TipWrite): TransactItem => ({
  Put: { TableName: table, Item: itemOf(stream, tip), ...expecting(expectedVersion) },
});

const pagePut = (table: string, write: TipWrite): TransactItem => ({
  Put: { TableName: table, Item: pageItemOf(write), ConditionExpression: 'attribute_not_exists(SK)' },
});

/** Of all writes under one mark, one goes through. */
const markPut = (table: string, mark: Mark): TransactItem => ({
  Put: { TableName: table, Item: markAddressOf(mark), ConditionExpression: 'attribute_not_exists(PK)' },
});

const guardCheck = (table: string, { stream, version }: Guard): TransactItem => ({
  ConditionCheck: { TableName: table, Key: { ...addressOf(stream) }, ...atVersion(version) },
});

const atVersion = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : {
        ConditionExpression: 'Version = :expected',
        ExpressionAttributeValues: { ':expected': version },
      };

const expecting = (version: number) =>
  ({ ...atVersion(version), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }) as const;

/** The item of a failed condition comes marshalled, also through the document client. */
const tipIn = (item: Parameters<typeof unmarshall>[0] | undefined): Tip | undefined =>
  item && tipOf(unmarshall(item));
