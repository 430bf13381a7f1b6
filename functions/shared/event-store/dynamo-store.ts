import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import type { Counters } from '#shared/limits/counters.ts';
import { DynamoCounters } from '#shared/limits/dynamo-counters.ts';
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
import { dueItemIn, indexedItemIn, indexPositionIn, pageIn, summaryItemIn } from './dynamo-rows.ts';
import { DynamoTable } from './dynamo-table.ts';
import { expirePage, putInTransaction, putMarkAlone, putTip } from './dynamo-write.ts';
import {
  type BaseQuery,
  type DueItem,
  type DuePartitions,
  type EventStore,
  type IndexQuery,
  liveIn,
  type Slice,
  type Stored,
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

const NOTHING = { items: [], scanned: 0, bytes: 0 } as const;

/** About the time of some round trips: the loser of a race tries again when the winner is through. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/** The event store over one service's table. The client must drop undefined values when it marshals. */
export class DynamoEventStore implements EventStore {
  readonly writer: string;
  readonly pause: Pause;
  readonly counters: Counters;
  readonly #table: DynamoTable;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    writer: string,
    pause: Pause = jittered({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }),
    dueInto: DuePartitions = 'new',
  ) {
    this.#table = new DynamoTable(client, table, dueInto);
    this.counters = new DynamoCounters(this.#table);
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

  async queryIndex(query: IndexQuery): ReturnType<EventStore['queryIndex']> {
    const { name, partition, sort } = INDEX[query.index];
    const { from = FIRST, to = LAST } = query;
    // DynamoDB calls a range invalid that ends before it begins.
    if (Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0) return NOTHING;
    const pk = indexPartitionOf(query.accountId, query.partition, query.shard);
    const start = query.after && {
      [partition]: pk,
      [sort]: query.after.sort,
      PK: partitionOf(query.accountId, query.shard),
      SK: query.after.SK,
    };
    const { rows, last, ...read } = await this.#table.page({
      IndexName: name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ScanIndexForward: !query.descending,
      Limit: query.limit,
      ...defined({ ExclusiveStartKey: start }),
    });
    const next = last && indexPositionIn(last, sort);
    return defined({ items: rows.map((row) => indexedItemIn(row, sort)), next, ...read });
  }

  queryBase(query: BaseQuery): ReturnType<EventStore['queryBase']> {
    return this.#baseRows(query, (row) => ({ SK: z.string().parse(row.SK), tip: tipOf(row) }));
  }

  querySummaries(query: BaseQuery): ReturnType<EventStore['querySummaries']> {
    // Names of attributes may be reserved words, now or later.
    return this.#baseRows(query, summaryItemIn, {
      ProjectionExpression: 'SK, #key, #version, #summary',
      ExpressionAttributeNames: { '#key': 'Key', '#version': 'Version', '#summary': 'Summary' },
    });
  }

  async #baseRows<Item>(
    query: BaseQuery,
    itemIn: (row: Record<string, unknown>) => Item,
    projection: Pick<QueryCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'> = {},
  ): Promise<Slice<Item, string>> {
    const PK = partitionOf(query.accountId, query.shard);
    // Longer keys are stored by their hash, and DynamoDB takes no such bounds.
    if (!isPlain(query.keyPrefix)) return NOTHING;
    const start = `${query.prefix}#${query.keyPrefix}`;
    const { rows, last, ...read } = await this.#table.page({
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': PK, ':from': start, ':to': `${start}${LAST}` },
      // A purged thing is not listed, but it is read, and counts for the limit.
      FilterExpression: 'attribute_not_exists(PurgedAt)',
      ConsistentRead: true,
      Limit: query.limit,
      ...projection,
      ...(query.after !== undefined && { ExclusiveStartKey: { PK, SK: query.after } }),
    });
    return defined({ items: rows.map(itemIn), next: last && z.string().parse(last.SK), ...read });
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
