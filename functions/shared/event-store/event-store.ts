import type { Envelope } from '#schemas/envelope.ts';
import type { AccountId, Instant, Json } from '#schemas/primitives.ts';
import type { IndexEntry } from '#shared/aggregate/aggregate.ts';
import type { Counters } from '#shared/limits/counters.ts';
import type { Pause } from '#shared/runtime/backoff.ts';
import { type Address, type Mark, type StreamId, shardOf } from './address.ts';
import type { WriterClock } from './clock.ts';

/**
 * The one item that stands for an aggregate: its state beside its newest events. Every command ends in one conditional write of it, and
 * its stream is the ordered outbox.
 */
export interface Tip {
  readonly accountId: AccountId;
  readonly type: string;
  readonly key: string;
  /** One per event, from 1. */
  readonly version: number;
  /** Version of the schema of `data`. */
  readonly schema: number;
  readonly data: Readonly<Record<string, Json>>;
  /** The newest events, oldest first; always all of the last write. */
  readonly events: readonly Envelope[];
  readonly recent: Uint8Array;
  readonly clock: WriterClock;
  readonly index: IndexEntry;
  /** Generation of the fold that made `data`; absent for the first. */
  readonly fold?: number;
  /** The version after which the history begins; absent where it begins with version 1. */
  readonly base?: number;
  /** Attributes that a newer version of the code put there: each write carries them over as they are. */
  readonly unknown?: Readonly<Record<string, unknown>>;
}

/**
 * The rest of a thing that was purged, or a bar to a place from the beginning: a version and nothing else. A thing
 * that is made there again goes on from that version, so that no version is ever published twice.
 */
export interface Stub {
  readonly accountId: AccountId;
  readonly type: string;
  readonly key: string;
  readonly version: number;
  readonly purgedAt: Instant;
  /** When the table itself drops it; absent: never. */
  readonly expiresAt?: Instant;
}

export type Stored = Tip | Stub;

export const isStub = (stored: Stored): stored is Stub => 'purgedAt' in stored;

/** The thing itself; undefined where it was purged, or never was. */
export const liveIn = (stored: Stored | undefined): Tip | undefined =>
  stored && !isStub(stored) ? stored : undefined;

export const foldOf = (stored: Stored | undefined): number => liveIn(stored)?.fold ?? 1;

/**
 * Another thing of the same table that a decision rests on. The write goes through only while that thing is at this
 * version; 0: while it is not there.
 */
export interface Guard {
  readonly stream: StreamId;
  readonly version: number;
}

export interface TipWrite<Written extends Stored = Stored> {
  readonly stream: StreamId;
  /** The version that must be there; 0: nothing may be there, not even a stub. */
  readonly expectedVersion: number;
  /** The fold generation that must be there; absent for the first. */
  readonly expectedFold?: number;
  readonly tip: Written;
  /** Older events that leave the tip with this write, oldest first; empty for most writes. */
  readonly page: readonly Envelope[];
  /** Other things that must be as they were when this write was decided on. Each one costs two write units. */
  readonly guards?: readonly Guard[];
  /** Put in the same transaction; where it is there already, nothing is written. Costs two write units. */
  readonly mark?: Mark;
}

/**
 * `written` carries in `since` the present item, where other writes are known to have followed. `conflict` carries
 * the present item, so that the loser can decide again without another read. `guard-lost`: the tip is as it was, but
 * other things that the decision rests on are not. `marked`: the work of this write was done before. `busy`: another
 * transaction was in the way, and nothing is known.
 */
export type WriteResult =
  | { readonly kind: 'written'; readonly since?: Tip }
  | { readonly kind: 'guard-lost'; readonly lost: readonly Guard[] }
  | { readonly kind: 'marked' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'conflict'; readonly current: Stored | undefined };

export interface IndexQuery {
  readonly accountId: AccountId;
  readonly index: 'byType' | 'byStatus';
  readonly partition: string;
  readonly shard: number;
  /** Bounds of the sort key, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly descending: boolean;
  readonly limit: number;
  readonly after?: IndexPosition;
}

export interface IndexPosition {
  readonly sort: string;
  readonly SK: string;
}

export interface IndexedItem {
  readonly position: IndexPosition;
  readonly key: string;
  readonly version: number;
  readonly summary: Readonly<Record<string, Json>>;
}

export interface BaseQuery {
  readonly accountId: AccountId;
  readonly shard: number;
  readonly prefix: string;
  readonly keyPrefix: string;
  readonly limit: number;
  /** Sort key after which to go on, exclusive. */
  readonly after?: string;
}

export interface BaseItem {
  readonly SK: string;
  readonly tip: Tip;
}

export interface SummaryItem extends Omit<IndexedItem, 'position'> {
  readonly SK: string;
}

/** One read of a list: at most one page of DynamoDB, which ends behind 1 MB of whole items. */
export interface Slice<Item, Position> {
  readonly items: readonly Item[];
  /** Where to go on; absent where nothing is left. There may be more behind a slice without items. */
  readonly next?: Position;
  /** Items that the table read for it, shown or not. */
  readonly scanned: number;
  /** Their bytes: those of whole items. */
  readonly bytes: number;
}

export interface DueItem {
  readonly address: Address;
  readonly due: Instant;
}

/**
 * Which partitions of due things a write uses. The version before these sweeps `old` alone. So a stage that ran it
 * writes `old` for one release more: what is written then is still told after a rollback.
 */
export type DuePartitions = 'old' | 'new';

/** The partitions `DUE#{n}`. A thing leaves them with its first write to `new`. */
export const OLD_DUE_SHARDS = 4;

/** The partitions `DUE#v2#{n}`. A new look at a thing moves its due date, and so costs the index two writes. */
const NEW_DUE_SHARDS = 8;

/** How many partitions of due things a sweep reads: first the old ones, then the new ones. */
export const DUE_SHARDS = OLD_DUE_SHARDS + NEW_DUE_SHARDS;

/** The shard, from 0 to `DUE_SHARDS` - 1, that a write puts a due thing into. */
export const dueShardOf = (key: string, into: DuePartitions = 'new'): number =>
  into === 'old' ? shardOf(key, OLD_DUE_SHARDS) : OLD_DUE_SHARDS + shardOf(key, NEW_DUE_SHARDS);

/**
 * Where aggregates live. Reads of one thing and of the base table are consistent; index queries are not.
 * All methods throw TransientFailure where trying again may help, and never anything of the SDK's own.
 */
export interface EventStore {
  /** The writer's name in vector clocks. */
  readonly writer: string;
  /** The living thing there. A stub is as nothing. */
  load(stream: StreamId): Promise<Tip | undefined>;
  loadAt(address: Address): Promise<Tip | undefined>;
  /** The item there, a stub as well. */
  stored(stream: StreamId): Promise<Stored | undefined>;
  /** A repeat of a write that was written, such as the SDK sends when an answer is lost, is `written`, too. */
  write(write: TipWrite): Promise<WriteResult>;
  hasMark(mark: Mark): Promise<boolean>;
  /** Puts a mark alone, for work that led to no write. Answers whether it is new; the SDK's own repeat finds it there. */
  putMark(mark: Mark): Promise<boolean>;
  /** Waits a moment, longer with each attempt (from 1), before the loser of a race tries again. */
  readonly pause: Pause;
  /** What accounts use up of their limits, in the same table. */
  readonly counters: Counters;
  /** Events that left the tip, in order, those of versions above `after`; at least `limit` of them unless there are no more. */
  paged(stream: StreamId, after: number, limit: number): Promise<readonly Envelope[]>;
  queryIndex(query: IndexQuery): Promise<Slice<IndexedItem, IndexPosition>>;
  /** Empties the pages up to version `through`, and lets the table drop them at `expiresAt`. Again is harmless. */
  expirePages(stream: StreamId, through: number, expiresAt: Instant): Promise<void>;
  /** Tips of one kind in one partition, in order of their sort keys. */
  queryBase(query: BaseQuery): Promise<Slice<BaseItem, string>>;
  /** The same tips, and of each only the part that indexes hold. */
  querySummaries(query: BaseQuery): Promise<Slice<SummaryItem, string>>;
  /** The things due up to `until` in one of the `DUE_SHARDS` partitions, earliest first, to the end. */
  due(shard: number, until: Instant): AsyncIterable<DueItem>;
}
