import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import { StoredEnvelope } from '#schemas/envelope.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';
import { addressOf, pageKeyOf, type StreamId, shardOf } from './address.ts';
import { readable } from './dynamo-rows.ts';
import {
  type DuePartitions,
  dueShardOf,
  isStub,
  OLD_DUE_SHARDS,
  type Stored,
  type Stub,
  type Tip,
  type TipWrite,
} from './event-store.ts';

/** A tip as it is stored. The names are part of the table's format. */
export const TipItem = z.looseObject({
  PK: z.string(),
  SK: z.string(),
  Type: z.string(),
  Key: z.string(),
  Account: AccountId,
  Version: z.int().min(1),
  Schema: z.int().min(1),
  Data: z.record(z.string(), z.json()),
  Events: z.array(StoredEnvelope),
  Recent: z.instanceof(Uint8Array),
  Clock: z.record(z.string(), z.looseObject({ count: z.int(), at: Instant })),
  Summary: z.record(z.string(), z.json()),
  GSI1PK: z.string().optional(),
  GSI1SK: z.string().optional(),
  GSI2PK: z.string().optional(),
  GSI2SK: z.string().optional(),
  GSI3PK: z.string().optional(),
  GSI3SK: Instant.optional(),
  Fold: z.int().min(2).optional(),
  Base: z.int().min(1).optional(),
});

/** The rest of a tip that was purged. */
const StubItem = z.looseObject({
  PK: z.string(),
  SK: z.string(),
  Type: z.string(),
  Key: z.string(),
  Account: AccountId,
  Version: z.int().min(1),
  PurgedAt: Instant,
  ExpiresAt: z.int().optional(),
});

export const indexPartitionOf = (accountId: string, partition: string, shard: number): string =>
  `ACCOUNT#${accountId}#${partition}#${shard}`;

export const duePartitionOf = (shard: number): string =>
  shard < OLD_DUE_SHARDS ? `DUE#${shard}` : `DUE#v2#${shard - OLD_DUE_SHARDS}`;

/** A moment as the table's time to live counts it. */
export const secondsOf = (instant: Instant): number => Math.ceil(Date.parse(instant) / 1000);

/** A tip, or its stub, and where it goes -> the item. */
export const itemOf = (
  stream: StreamId,
  stored: Stored,
  dueInto: DuePartitions = 'new',
): Record<string, unknown> =>
  isStub(stored) ? stubItemOf(stream, stored) : tipItemOf(stream, stored, dueInto);

const stubItemOf = (stream: StreamId, stub: Stub): Record<string, unknown> =>
  defined({
    ...addressOf(stream),
    Type: stub.type,
    Key: stub.key,
    Account: stub.accountId,
    Version: stub.version,
    PurgedAt: stub.purgedAt,
    ExpiresAt: stub.expiresAt && secondsOf(stub.expiresAt),
  });

function tipItemOf(stream: StreamId, tip: Tip, dueInto: DuePartitions): Record<string, unknown> {
  const shard = shardOf(stream.key, stream.shards);
  const { byType, byStatus, due, summary } = tip.index;
  return {
    ...tip.unknown,
    ...addressOf(stream),
    Type: tip.type,
    Key: tip.key,
    Account: tip.accountId,
    Version: tip.version,
    Schema: tip.schema,
    Data: tip.data,
    Events: tip.events,
    Recent: tip.recent,
    Clock: tip.clock,
    Summary: summary,
    ...defined({ Fold: tip.fold, Base: tip.base }),
    ...(byType && { GSI1PK: indexPartitionOf(tip.accountId, byType.partition, shard), GSI1SK: byType.sort }),
    ...(byStatus && {
      GSI2PK: indexPartitionOf(tip.accountId, byStatus.partition, shard),
      GSI2SK: byStatus.sort,
    }),
    ...(due !== undefined && { GSI3PK: duePartitionOf(dueShardOf(stream.key, dueInto)), GSI3SK: due }),
  };
}

/** The item of events that leave the tip. */
export const pageItemOf = ({ stream, page }: TipWrite): Record<string, unknown> => {
  const { PK, SK } = addressOf(stream);
  return { PK, SK: pageKeyOf(SK, page.at(-1)?.aggregate_version ?? 0), Events: page };
};

const stripped = (indexKey: string, account: string): string =>
  indexKey.slice(`ACCOUNT#${account}#`.length, indexKey.lastIndexOf('#'));

const MaybePurged = z.looseObject({ PurgedAt: z.unknown() });

/** An item as it was read -> the tip, or its stub. */
export function storedOf(item: unknown): Stored {
  const purged = MaybePurged.safeParse(item);
  return purged.success && purged.data.PurgedAt !== undefined ? stubOf(item) : tipOf(item);
}

function stubOf(item: unknown): Stub {
  const { Account, Type, Key, Version, PurgedAt, ExpiresAt } = readable(StubItem, item, 'a stub');
  const expiresAt = ExpiresAt === undefined ? undefined : new Date(ExpiresAt * 1000).toISOString();
  return defined({
    accountId: Account,
    type: Type,
    key: Key,
    version: Version,
    purgedAt: PurgedAt,
    expiresAt,
  });
}

export function tipOf(item: unknown): Tip {
  const data = readable(TipItem, item, 'a tip');
  const { Account, GSI1PK, GSI1SK, GSI2PK, GSI2SK, GSI3SK } = data;
  return {
    accountId: Account,
    type: data.Type,
    key: data.Key,
    version: data.Version,
    schema: data.Schema,
    data: data.Data,
    events: data.Events,
    recent: data.Recent,
    clock: data.Clock,
    index: {
      ...defined({ byType: entryOf(Account, GSI1PK, GSI1SK), byStatus: entryOf(Account, GSI2PK, GSI2SK) }),
      ...defined({ due: GSI3SK }),
      summary: data.Summary,
    },
    ...defined({ fold: data.Fold, base: data.Base, unknown: unknownIn(data) }),
  };
}

const entryOf = (account: string, pk: string | undefined, sort: string | undefined) =>
  pk === undefined || sort === undefined ? undefined : { partition: stripped(pk, account), sort };

const KNOWN = new Set([...Object.keys(TipItem.shape), 'GSI3PK']);

function unknownIn(item: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const names = Object.keys(item).filter((name) => !KNOWN.has(name));
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, item[name]]));
}
