import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import type { SweepMemory } from './sweep-memory.ts';

const Item = z.looseObject({ At: Instant });

const keyOf = (shard: number) => ({ PK: 'SWEEP', SK: `SHARD#${shard}` });

/** One item a shard in the service's own table. It has no version, so that no relay looks at it. */
export class DynamoSweepMemory implements SweepMemory {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async lastSuccess(shard: number): Promise<Instant | undefined> {
    try {
      const { Item: item } = await this.#client.send(
        new GetCommand({ TableName: this.#table, Key: keyOf(shard), ConsistentRead: true }),
      );
      return Item.safeParse(item).data?.At;
    } catch (error) {
      throw awsFailure(error, 'reading when a sweep succeeded');
    }
  }

  async succeeded(shard: number, at: Instant): Promise<void> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...keyOf(shard), At: at },
          // A sweep that began earlier may end later: it must not take the time back.
          ConditionExpression: 'attribute_not_exists(PK) OR #at < :at',
          ExpressionAttributeNames: { '#at': 'At' },
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return;
      throw awsFailure(error, 'noting that a sweep succeeded');
    }
  }
}
