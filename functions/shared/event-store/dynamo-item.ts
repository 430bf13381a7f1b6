import * as z from 'zod';
import { StoredEnvelope } from '#schemas/envelope.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';
import { addressOf, pageKeyOf, type StreamId, shardOf } from './address.ts';
import { readable } from './dynamo-rows.ts';
import { DUE_SHARDS, type Tip, type TipWrite } from './event-store.ts';

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
});
export type TipItem = z.infer<typeof TipItem>;

export const indexPartitionOf = (accountId: string, partition: string, shard: number): string =>
  `ACCOUNT#${accountId}#${partition}#${shard}`;

export const duePartitionOf = (shard: number): string => `DUE#${shard}`;

/** A tip and where it goes -> the item. */
export function itemOf(stream: StreamId, tip: Tip): Record<string, unknown> {
  const shard = shardOf(stream.key, stream.shards);
  const { byType, byStatus, due, summary } = tip.index;
  return {
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
    ...(byType && { GSI1PK: indexPartitionOf(tip.accountId, byType.partition, shard), GSI1SK: byType.sort }),
    ...(byStatus && {
      GSI2PK: indexPartitionOf(tip.accountId, byStatus.partition, shard),
      GSI2SK: byStatus.sort,
    }),
    ...(due !== undefined && { GSI3PK: duePartitionOf(shardOf(stream.key, DUE_SHARDS)), GSI3SK: due }),
  };
}

/** The item of events that leave the tip. */
export const pageItemOf = ({ stream, page }: TipWrite): Record<string, unknown> => {
  const { PK, SK } = addressOf(stream);
  return { PK, SK: pageKeyOf(SK, page.at(-1)?.aggregate_version ?? 0), Events: page };
};

const stripped = (indexKey: string, account: string): string =>
  indexKey.slice(`ACCOUNT#${account}#`.length, indexKey.lastIndexOf('#'));

/** An item as it was read -> the tip. */
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
      ...(GSI1PK !== undefined &&
        GSI1SK !== undefined && { byType: { partition: stripped(GSI1PK, Account), sort: GSI1SK } }),
      ...(GSI2PK !== undefined &&
        GSI2SK !== undefined && { byStatus: { partition: stripped(GSI2PK, Account), sort: GSI2SK } }),
      ...(GSI3SK !== undefined && { due: GSI3SK }),
      summary: data.Summary,
    },
  };
}
