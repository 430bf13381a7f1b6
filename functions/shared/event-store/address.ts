import { createHash } from 'node:crypto';
import type { AccountId } from '#schemas/primitives.ts';

/** Names one aggregate within a service's table. */
export interface StreamId {
  readonly accountId: AccountId;
  readonly prefix: string;
  readonly key: string;
  readonly shards: number;
}

export interface Address {
  readonly PK: string;
  readonly SK: string;
}

/** DynamoDB takes sort keys of up to 1,024 bytes; the prefix and the order of pages need a little of it. */
const MAX_PLAIN_KEY_BYTES = 900;

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

export const shardOf = (key: string, shards: number): number => sha256(key).readUInt32BE(0) % shards;

export const partitionOf = (accountId: AccountId, shard: number): string => `ACCOUNT#${accountId}#${shard}`;

const HASHED = 'sha256:';

/** Whether a key stands in its sort key as it is, and not by its hash. One that looks like a hash does not, or it would be a second name of what has that hash. */
export const isPlain = (key: string): boolean =>
  Buffer.byteLength(key, 'utf8') <= MAX_PLAIN_KEY_BYTES && !key.startsWith(HASHED);

export const sortKeyOf = (prefix: string, key: string): string =>
  isPlain(key) ? `${prefix}#${key}` : `${prefix}#${HASHED}${sha256(key).toString('hex')}`;

export const addressOf = ({ accountId, prefix, key, shards }: StreamId): Address => ({
  PK: partitionOf(accountId, shardOf(key, shards)),
  SK: sortKeyOf(prefix, key),
});

/** That something was done, under the id of its command: an item of its own, which is never taken back. */
export interface Mark {
  readonly accountId: AccountId;
  readonly id: string;
}

/** Each mark has a partition of its own: many of them belong to one hot thing. */
export const markAddressOf = ({ accountId, id }: Mark): Address => ({
  PK: `ACCOUNT#${accountId}#ONCE#${id}`,
  SK: 'ONCE',
});

/** The first part of the sort keys of a tip's pages. */
export const pagePrefixOf = (sortKey: string): string =>
  `EVENTS#${sha256(sortKey).toString('hex').slice(0, 32)}#`;

/** A page is named by the last version in it: "everything after version n" is then one range of keys. */
export const pageKeyOf = (sortKey: string, lastVersion: number): string =>
  `${pagePrefixOf(sortKey)}${String(lastVersion).padStart(10, '0')}`;

/** As DynamoDB orders keys. For ASCII that is the order of JavaScript, and that is much faster. */
export function byBytes(a: string, b: string): number {
  if (ASCII.test(a) && ASCII.test(b)) return a < b ? -1 : Number(a > b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
const ASCII = /^[\x00-\x7f]*$/;
