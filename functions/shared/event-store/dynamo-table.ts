import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { defined } from '#schemas/defined.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import type { Address } from './address.ts';
import type { DuePartitions } from './event-store.ts';

/** One table and how it is read. Its failures are ours, and nothing of the SDK's own. */
export class DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Where its writes put what is due. */
  readonly dueInto: DuePartitions;

  constructor(client: DynamoDBDocumentClient, name: string, dueInto: DuePartitions) {
    this.client = client;
    this.name = name;
    this.dueInto = dueInto;
  }

  async get(address: Address): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.name, Key: { ...address }, ConsistentRead: true });
    const { Item } = await attempt('reading a tip', () => this.client.send(command));
    return Item;
  }

  /** Every item of a query, or `Limit` of them, however many pages DynamoDB cuts it into; no page is asked for more than is left. */
  async *query({
    Limit,
    ...input
  }: Omit<QueryCommandInput, 'TableName'>): AsyncIterable<Record<string, unknown>> {
    let start = input.ExclusiveStartKey;
    let left = Limit ?? Number.POSITIVE_INFINITY;
    do {
      const bound = { Limit: Limit === undefined ? undefined : left, ExclusiveStartKey: start };
      const command = new QueryCommand({ ...input, TableName: this.name, ...defined(bound) });
      const page = await attempt('querying the table', () => this.client.send(command));
      const items = (page.Items ?? []).slice(0, left);
      yield* items;
      left -= items.length;
      start = page.LastEvaluatedKey;
    } while (start && left > 0);
  }
}

async function attempt<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw awsFailure(error, doing);
  }
}
