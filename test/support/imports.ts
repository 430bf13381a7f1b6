import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ImportChange } from '#schemas/asset/import/state.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { nmapStream } from '../../bench/nmap-stream.ts';
import { documents } from './endpoint.ts';
import { type PlatformClient, prefix } from './platform.ts';

/** A scan of so many hosts, with three open ports each. */
export async function generatedScan(hosts: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of nmapStream(hosts)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** Everything that an import changed, in the order in which the API tells it. */
export async function changesOf(client: PlatformClient, id: string): Promise<ImportChange[]> {
  const changes: ImportChange[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await client.listImportChanges({
      params: { id },
      query: { limit: 200, ...(cursor !== undefined && { cursor }) },
    });
    changes.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  return changes;
}

/** Lists come in the order in which their chunks were done: two imports are compared without it. */
export const sortedChanges = (changes: readonly ImportChange[]): ImportChange[] =>
  changes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

export interface StoredAsset {
  readonly Key: string;
  readonly Version: number;
  readonly Events: readonly Envelope[];
}

const PARTITIONS = [0, 1, 2, 3];

async function query(accountId: string, shard: number, values: object, rest: object) {
  const items: Record<string, unknown>[] = [];
  let count = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: `${prefix}-asset`,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
        ExpressionAttributeValues: { ':pk': `ACCOUNT#${accountId}#${shard}`, ':sk': 'ASSET#', ...values },
        ConsistentRead: true,
        ExclusiveStartKey: start,
        ...rest,
      }),
    );
    items.push(...(page.Items ?? []));
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start);
  return { items, count };
}

/** How many assets an account has by now that were written so often, straight from the table. */
export async function countAssets(accountId: string, version = 1): Promise<number> {
  const counts = await Promise.all(
    PARTITIONS.map((shard) =>
      query(
        accountId,
        shard,
        { ':version': version },
        { Select: 'COUNT', FilterExpression: 'Version >= :version' },
      ),
    ),
  );
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** The assets of an account as they are stored, each with its newest events, in the order of their keys. */
export async function storedAssets(accountId: string): Promise<StoredAsset[]> {
  const found = await Promise.all(
    PARTITIONS.map((shard) =>
      query(
        accountId,
        shard,
        {},
        {
          ProjectionExpression: '#k, Version, Events',
          ExpressionAttributeNames: { '#k': 'Key' },
        },
      ),
    ),
  );
  const assets = found.flatMap(({ items }) => items as unknown as StoredAsset[]);
  return assets.toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
}
