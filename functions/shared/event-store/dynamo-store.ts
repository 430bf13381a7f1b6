import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
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
import { duePartitionOf, indexPartitionOf, storedOf, tipOf } from './dynamo-item.ts';
import { dueItemIn, indexedItemIn, pageIn, summaryItemIn } from './dynamo-rows.ts';
import { DynamoTable } from './dynamo-table.ts';
import { expirePage, putInTransaction, putMarkAlone, putTip } from './dynamo-write.ts';
import {
  type BaseQuery,
  type DueItem,
  type DuePartitions,
  type EventStore,
  type IndexedItem,
  type IndexQuery,
  liveIn,
  type Stored,
  type SummaryItem,
  type Tip,
  type TipWrite,
  type WriteResult,
} from './event-store.ts';

const INDEX = {
  byType: { name: 'GSI1', partition: 'GSI1PK', sort: 'GSI1SK' },
  byStatus: { name: 'GSI2', partition: 'GSI2PK', sort: 'GSI2SK' },
  due: { name: 'GSI3', partition: 'GSI3PK', sort: 'GSI3SK' },
} as const;

/** Below and above every character that a key may begin with: the ends of a range of keys with one beginning. */
const FIRST = ' ';
const LAST = '\u{10ffff}';

/** About the time of some round trips: the loser of a race tries again when the winner is through. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/** The event store over one service's table. The client must drop undefined values when it marshals. */
export class DynamoEventStore implements EventStore {
  readonly writer: string;
  readonly pause: Pause;
  readonly #table: DynamoTable;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    writer: string,
    pause: Pause = jittered({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }),
    dueInto: DuePartitions = 'new',
  ) {
    this.#table = new DynamoTable(client, table, dueInto);
    this.writer = writer;
    this.pause = pause;
  }

  load(stream: StreamId): Promise<Tip | undefined> {
    return this.loadAt(addressOf(stream));
  }

  async loadAt(address: Address): Promise<Tip | undefined> {
    return liveIn(await this.#storedAt(address));
  }

  stored(stream: StreamId): Promise<Stored | undefined> {
    return this.#storedAt(addressOf(stream));
  }

  async #storedAt(address: Address): Promise<Stored | undefined> {
    const item = await this.#table.get(address);
    return item && storedOf(item);
  }

  async hasMark(mark: Mark): Promise<boolean> {
    return (await this.#table.get(markAddressOf(mark))) !== undefined;
  }

  putMark(mark: Mark): Promise<boolean> {
    return putMarkAlone(this.#table, mark);
  }

  write(write: TipWrite): Promise<WriteResult> {
    const alone = write.page.length === 0 && (write.guards ?? []).length === 0 && !write.mark;
    const put = alone ? putTip : putInTransaction;
    return put(this.#table, write);
  }

  async paged(stream: StreamId, after: number, limit: number): Promise<readonly Envelope[]> {
    const { PK, SK } = addressOf(stream);
    const events: Envelope[] = [];
    const pages = this.#table.query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': PK,
        ':from': pageKeyOf(SK, after + 1),
        ':to': `${pagePrefixOf(SK)}${LAST}`,
      },
      ConsistentRead: true,
    });
    for await (const row of pages) {
      events.push(...pageIn(row).Events.filter((event) => event.aggregate_version > after));
      if (events.length >= limit) break;
    }
    return events;
  }

  async expirePages(stream: StreamId, through: number, expiresAt: string): Promise<void> {
    const { PK, SK } = addressOf(stream);
    const pages = this.#table.query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': pagePrefixOf(SK), ':to': pageKeyOf(SK, through) },
      ConsistentRead: true,
    });
    for await (const row of pages) {
      const { SK: page, Events } = pageIn(row);
      if (Events.length > 0) await expirePage(this.#table, { PK, SK: page }, expiresAt);
    }
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
    const rows = this.#table.query({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ScanIndexForward: !query.descending,
      Limit: query.limit,
      ...defined({ ExclusiveStartKey: start }),
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
    const rows = this.#table.query({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': start, ':to': `${start}${LAST}` },
      // A purged thing is not listed, and does not count for the limit.
      FilterExpression: 'attribute_not_exists(PurgedAt)',
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
    const rows = this.#table.query({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} <= :until`,
      ExpressionAttributeValues: { ':pk': duePartitionOf(shard), ':until': until },
    });
    for await (const row of rows) yield dueItemIn(row);
  }
}
