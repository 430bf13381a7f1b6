import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { Envelope } from '../../../schemas/envelope.ts';
import { Instant } from '../../../schemas/primitives.ts';
import { awsFailure } from '../runtime/aws-failure.ts';
import { type Address, addressOf, pageKeyOf, pagePrefixOf, partitionOf, type StreamId } from './address.ts';
import { cancelledBy } from './cancellation.ts';
import { duePartitionOf, indexPartitionOf, itemOf, pageItemOf, tipOf } from './dynamo-item.ts';
import type {
  BaseQuery,
  DueItem,
  EventStore,
  IndexedItem,
  IndexQuery,
  Tip,
  TipWrite,
  WriteResult,
} from './event-store.ts';

const INDEX = {
  byType: { name: 'GSI1', partition: 'GSI1PK', sort: 'GSI1SK' },
  byStatus: { name: 'GSI2', partition: 'GSI2PK', sort: 'GSI2SK' },
  due: { name: 'GSI3', partition: 'GSI3PK', sort: 'GSI3SK' },
} as const;

/** Above every character that a key may hold: the end of a range of keys with one beginning. */
const LAST = '\u{10ffff}';

const PageRow = z.looseObject({ Events: z.array(Envelope) });
const DueRow = z.looseObject({ PK: z.string(), SK: z.string(), GSI3SK: Instant });
const IndexRow = z.looseObject({
  SK: z.string(),
  Key: z.string(),
  Version: z.int(),
  Summary: z.record(z.string(), z.json()),
});

/** The event store over one service's table. The client must drop undefined values when it marshals. */
export class DynamoEventStore implements EventStore {
  readonly writer: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string, writer: string) {
    this.#client = client;
    this.#table = table;
    this.writer = writer;
  }

  load(stream: StreamId): Promise<Tip | undefined> {
    return this.loadAt(addressOf(stream));
  }

  async loadAt(address: Address): Promise<Tip | undefined> {
    const { Item } = await this.#try('reading a tip', () =>
      this.#client.send(
        new GetCommand({ TableName: this.#table, Key: { ...address }, ConsistentRead: true }),
      ),
    );
    return Item && tipOf(Item);
  }

  async write(write: TipWrite): Promise<WriteResult> {
    return write.page.length === 0 ? this.#putTip(write) : this.#putTipAndPage(write);
  }

  async paged(stream: StreamId, after: number, limit: number): Promise<readonly Envelope[]> {
    const { PK, SK } = addressOf(stream);
    const events: Envelope[] = [];
    const pages = this.#query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': PK,
        ':from': pageKeyOf(SK, after + 1),
        ':to': `${pagePrefixOf(SK)}${LAST}`,
      },
      ConsistentRead: true,
    });
    for await (const row of pages) {
      events.push(...PageRow.parse(row).Events.filter((event) => event.aggregate_version > after));
      if (events.length >= limit) break;
    }
    return events;
  }

  async queryIndex(query: IndexQuery): Promise<readonly IndexedItem[]> {
    const { name, partition, sort } = INDEX[query.index];
    const pk = indexPartitionOf(query.accountId, query.partition, query.shard);
    const start = query.after && {
      [partition]: pk,
      [sort]: query.after.sort,
      PK: partitionOf(query.accountId, query.shard),
      SK: query.after.SK,
    };
    const rows = this.#query({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':pk': pk, ':from': query.from ?? ' ', ':to': query.to ?? LAST },
      ScanIndexForward: !query.descending,
      Limit: query.limit,
      ...(start && { ExclusiveStartKey: start }),
    });
    const items: IndexedItem[] = [];
    for await (const row of rows) {
      const { SK, Key, Version, Summary } = IndexRow.parse(row);
      items.push({
        position: { sort: z.string().parse(row[sort]), SK },
        key: Key,
        version: Version,
        summary: Summary,
      });
      if (items.length === query.limit) break;
    }
    return items;
  }

  async queryBase(query: BaseQuery): Promise<readonly { SK: string; tip: Tip }[]> {
    const PK = partitionOf(query.accountId, query.shard);
    const start = `${query.prefix}#${query.keyPrefix}`;
    const rows = this.#query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': start, ':to': `${start}${LAST}` },
      ConsistentRead: true,
      Limit: query.limit,
      ...(query.after !== undefined && { ExclusiveStartKey: { PK, SK: query.after } }),
    });
    const found: { SK: string; tip: Tip }[] = [];
    for await (const row of rows) {
      found.push({ SK: z.string().parse(row.SK), tip: tipOf(row) });
      if (found.length === query.limit) break;
    }
    return found;
  }

  async *due(shard: number, until: string): AsyncIterable<DueItem> {
    const { name, partition, sort } = INDEX.due;
    const rows = this.#query({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} <= :until`,
      ExpressionAttributeValues: { ':pk': duePartitionOf(shard), ':until': until },
    });
    for await (const row of rows) {
      const { PK, SK, GSI3SK } = DueRow.parse(row);
      yield { address: { PK, SK }, due: GSI3SK };
    }
  }

  /** The whole write path of most commands. The condition closes the race between writers that read the same version. */
  async #putTip({ stream, tip, expectedVersion }: TipWrite): Promise<WriteResult> {
    try {
      await this.#client.send(
        new PutCommand({ TableName: this.#table, Item: itemOf(stream, tip), ...guard(expectedVersion) }),
      );
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return conflictWith(error.Item);
      throw awsFailure(error, 'writing a tip');
    }
  }

  /** The only transaction on the write path: events move to their page in the same write that drops them from the tip. */
  async #putTipAndPage(write: TipWrite): Promise<WriteResult> {
    const tip = {
      TableName: this.#table,
      Item: itemOf(write.stream, write.tip),
      ...guard(write.expectedVersion),
    };
    const page = {
      TableName: this.#table,
      Item: pageItemOf(write),
      ConditionExpression: 'attribute_not_exists(SK)',
    };
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems: [{ Put: tip }, { Put: page }] }));
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        return conflictWith(cancelledBy(error.CancellationReasons ?? [], error).item);
      }
      throw awsFailure(error, 'writing a tip and its page');
    }
  }

  /** Every item of a query, however many pages DynamoDB cuts it into. */
  async *#query(input: Omit<QueryCommandInput, 'TableName'>): AsyncIterable<Record<string, unknown>> {
    let start = input.ExclusiveStartKey;
    do {
      const page = await this.#try('querying the table', () =>
        this.#client.send(
          new QueryCommand({ ...input, TableName: this.#table, ...(start && { ExclusiveStartKey: start }) }),
        ),
      );
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async #try<T>(doing: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw awsFailure(error, doing);
    }
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
