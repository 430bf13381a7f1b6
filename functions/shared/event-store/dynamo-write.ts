import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { cancelledBy } from './cancellation.ts';
import { itemOf, pageItemOf, tipOf } from './dynamo-item.ts';
import type { TipWrite, WriteResult } from './event-store.ts';

/** `busy`: a transaction on the same item was in the way. */
export type PutResult = WriteResult | { readonly kind: 'busy' };

/** The whole write path of most commands. The condition closes the race between writers that read the same version. */
export async function putTip(
  client: DynamoDBDocumentClient,
  table: string,
  { stream, tip, expectedVersion }: TipWrite,
): Promise<PutResult> {
  try {
    await client.send(
      new PutCommand({ TableName: table, Item: itemOf(stream, tip), ...guard(expectedVersion) }),
    );
    return { kind: 'written' };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return conflictWith(error.Item);
    if (error instanceof TransactionConflictException) return { kind: 'busy' };
    throw awsFailure(error, 'writing a tip');
  }
}

/** The only transaction on the write path: events move to their page in the same write that drops them from the tip. */
export async function putTipAndPage(
  client: DynamoDBDocumentClient,
  table: string,
  write: TipWrite,
): Promise<PutResult> {
  const tip = { TableName: table, Item: itemOf(write.stream, write.tip), ...guard(write.expectedVersion) };
  const page = {
    TableName: table,
    Item: pageItemOf(write),
    ConditionExpression: 'attribute_not_exists(SK)',
  };
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [{ Put: tip }, { Put: page }] }));
    return { kind: 'written' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException))
      throw awsFailure(error, 'writing a tip and its page');
    const cancelled = cancelledBy(error.CancellationReasons ?? [], error);
    return cancelled.kind === 'busy' ? cancelled : conflictWith(cancelled.item);
  }
}

const guard = (expectedVersion: number) =>
  ({
    ...(expectedVersion === 0
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'Version = :expected',
          ExpressionAttributeValues: { ':expected': expectedVersion },
        }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }) as const;

/** The item of a failed condition comes marshalled, also through the document client. */
const conflictWith = (item: Parameters<typeof unmarshall>[0] | undefined): WriteResult => ({
  kind: 'conflict',
  current: item && tipOf(unmarshall(item)),
});
