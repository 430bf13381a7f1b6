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

type Query = Omit<QueryCommandInput, 'TableName'>;
type Row = Record<string, unknown>;

interface TablePage {
  readonly rows: readonly Row[];
  /** The key that was read last, shown or not; absent where nothing is left. */
  readonly last?: Row;
  /** Items that were read, shown or not. */
  readonly scanned: number;
  /** Their bytes, as DynamoDB bills them. */
  readonly bytes: number;
}

/** A read unit buys so much, or twice as much where the read is not consistent. */
const UNIT_BYTES = 4096;

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

  /** Every item of a query, however many pages DynamoDB cuts it into. */
  async *query(input: Query): AsyncIterable<Row> {
    let start = input.ExclusiveStartKey;
    do {
      const page = await this.#send({ ...input, ...defined({ ExclusiveStartKey: start }) });
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  /** One page of a query. It is never followed for its own sake: a filter may take away everything, page after page. */
  async page(input: Query): Promise<TablePage> {
    const {
      Items = [],
      LastEvaluatedKey,
      ...page
    } = await this.#send({
      ...input,
      ReturnConsumedCapacity: 'TOTAL',
    });
    const unitBytes = input.ConsistentRead ? UNIT_BYTES : 2 * UNIT_BYTES;
    const bytes = (page.ConsumedCapacity?.CapacityUnits ?? 0) * unitBytes;
    return defined({
      rows: Items,
      last: LastEvaluatedKey,
      scanned: page.ScannedCount ?? Items.length,
      bytes,
    });
  }

  #send(input: Query) {
    const command = new QueryCommand({ ...input, TableName: this.name });
    return attempt('querying the table', () => this.client.send(command));
  }
}

async function attempt<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw awsFailure(error, doing);
  }
}
