import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { jittered, type Pause } from '#shared/runtime/backoff.ts';
import {
  type Address,
  addressOf,
  isPlain,
  type Mark,
  markAddressOf,
  pageKeyOf,
  pagePrefixOf,
  partitionOf,
  type StreamId,
} from './address.ts';
import { duePartitionOf, indexPartitionOf, tipOf } from './dynamo-item.ts';
import { dueItemIn, indexedItemIn, pageEventsIn, summaryItemIn } from './dynamo-rows.ts';
import { putInTransaction, putTip } from './dynamo-write.ts';
import type {
  BaseQuery,
  DueItem,
  EventStore,
  IndexedItem,
  IndexQuery,
  SummaryItem,
  Tip,
  TipWrite,
  WriteResult,
} from './event-store.ts';

const INDEX = {
  byType: { name: 'GSI1', partition: 'GSI1PK', sort: 'GSI1SK' },
  byStatus: { name: 'GSI2', partition: 'GSI2PK', sort: 'GSI2SK' },
  due: { name: 'GSI3', partition: 'GSI3PK', sort: 'GSI3SK' },
} as const;

/** Below and above every character that a key may begin with: the ends of a range of keys with one beginning. */
const FIRST = ' ';
const LAST = '\u{10ffff}';

/** About the time of some round trips: who lost a race tries again when the winner is through. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/** The event store over one service's table. The client must drop undefined values when it marshals. */
export class DynamoEventStore implements EventStore {
  readonly writer: string;
  readonly pause: Pause;
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    writer: string,
    pause: Pause = jittered({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }),
  ) {
    this.#client = client;
    this.#table = table;
    this.writer = writer;
    this.pause = pause;
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

  async hasMark(mark: Mark): Promise<boolean> {
    const { Item } = await this.#try('reading a mark', () =>
      this.#client.send(
        new GetCommand({
          TableName: this.#table,
          Key: { ...markAddressOf(mark) },
          ConsistentRead: true,
        }),
      ),
    );
    return Item !== undefined;
  }

  write(write: TipWrite): Promise<WriteResult> {
    const alone = write.page.length === 0 && (write.guards ?? []).length === 0 && !write.mark;
    const put = alone ? putTip : putInTransaction;
    return put(this.#client, this.#table, write);
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
      events.push(...pageEventsIn(row).filter((event) => event.aggregate_version > after));
      if (events.length >= limit) break;
    }
    return events;
  }

  async queryIndex(query: IndexQuery): Promise<readonly IndexedItem[]> {
    const { name, partition, sort } = INDEX[query.index];
    const { from = FIRST, to = LAST } = query;
    // DynamoDB calls a range invalid that ends before it begins.
    if (Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0) return [];
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
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ScanIndexForward: !query.descending,
      Limit: query.limit,
      ...(start && { ExclusiveStartKey: start }),
    });
    const items: IndexedItem[] = [];
    for await (const row of rows) items.push(indexedItemIn(row, sort));
    return items;
  }

  async queryBase(query: BaseQuery): Promise<readonly { SK: string; tip: Tip }[]> {
    const rows = await this.#baseRows(query);
    return rows.map((row) => ({ SK: z.string().parse(row.SK), tip: tipOf(row) }));
  }

  async querySummaries(query: BaseQuery): Promise<readonly SummaryItem[]> {
    // Names of attributes may be reserved words, now or later.
    const rows = await this.#baseRows(query, {
      ProjectionExpression: 'SK, #key, #version, #summary',
      ExpressionAttributeNames: { '#key': 'Key', '#version': 'Version', '#summary': 'Summary' },
    });
    return rows.map(summaryItemIn);
  }

  async #baseRows(
    query: BaseQuery,
    projection: Pick<QueryCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'> = {},
  ): Promise<Record<string, unknown>[]> {
    const PK = partitionOf(query.accountId, query.shard);
    // Longer keys are stored by their hash, and DynamoDB takes no such bounds.
    if (!isPlain(query.keyPrefix)) return [];
    const start = `${query.prefix}#${query.keyPrefix}`;
    const rows = this.#query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': start, ':to': `${start}${LAST}` },
      ConsistentRead: true,
      Limit: query.limit,
      ...projection,
      ...(query.after !== undefined && { ExclusiveStartKey: { PK, SK: query.after } }),
    });
    const found: Record<string, unknown>[] = [];
    for await (const row of rows) found.push(row);
    return found;
  }

  async *due(shard: number, until: string): AsyncIterable<DueItem> {
    const { name, partition, sort } = INDEX.due;
    const rows = this.#query({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} <= :until`,
      ExpressionAttributeValues: { ':pk': duePartitionOf(shard), ':until': until },
    });
    for await (const row of rows) yield dueItemIn(row);
  }

  /** Every item of a query, or `Limit` of them, however many pages DynamoDB cuts it into; no page is asked for more than is left. */
  async *#query({
    Limit,
    ...input
  }: Omit<QueryCommandInput, 'TableName'>): AsyncIterable<Record<string, unknown>> {
    let start = input.ExclusiveStartKey;
    let left = Limit ?? Number.POSITIVE_INFINITY;
    do {
      const bound = { Limit: Limit === undefined ? undefined : left, ExclusiveStartKey: start };
      const page = await this.#try('querying the table', () =>
        this.#client.send(new QueryCommand({ ...input, TableName: this.#table, ...defined(bound) })),
      );
      const items = (page.Items ?? []).slice(0, left);
      yield* items;
      left -= items.length;
      start = page.LastEvaluatedKey;
    } while (start && left > 0);
  }

  async #try<T>(doing: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw awsFailure(error, doing);
    }
  }
}
