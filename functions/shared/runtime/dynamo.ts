import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoSweepMemory } from '#shared/due/dynamo-sweep-memory.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import type { DuePartitions } from '#shared/event-store/event-store.ts';

/** Four tries within the time of a request. Beyond that the caller decides whether to wait. */
const MAX_ATTEMPTS = 4;

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS }), {
    marshallOptions: { removeUndefinedValues: true },
  });

/** When the sweeps of a service succeeded. */
export const dynamoSweepMemory = (env: { readonly TABLE: string }): DynamoSweepMemory =>
  new DynamoSweepMemory(documentClient(), env.TABLE);

/** The event store of a service: `region` is its name in vector clocks. */
export const dynamoEventStore = (env: {
  readonly TABLE: string;
  readonly AWS_REGION: string;
  readonly DUE_PARTITIONS: DuePartitions;
}): DynamoEventStore =>
  new DynamoEventStore(documentClient(), env.TABLE, env.AWS_REGION, undefined, env.DUE_PARTITIONS);
