import { createJob } from '#schemas/capability/job/routes.ts';
import type { Contract } from '#schemas/contract.ts';
import { isQuery } from '#schemas/define-service.ts';
import { idOf } from '#schemas/id.ts';
import type { Attempt, Platform } from './platform.ts';
import { fieldsOf, validBody } from './valid.ts';
import { collectionOf, collections, make, named, operations, type Tenant, type Thing } from './world.ts';

/** What a client can learn or guess of another tenant: every name under which something of theirs is known. */
export interface Loot {
  readonly account: string;
  /** By collection. */
  readonly things: ReadonlyMap<string, Thing>;
  /** Cursors of that tenant's lists, by the contract's name. */
  readonly cursors: ReadonlyMap<string, string>;
  readonly objectKey: string;
  readonly uploadLink: string;
}

export const KINDS = ['path', 'body', 'cursor', 'account', 'idempotency', 's3-key', 'job-link'] as const;
export type Kind = (typeof KINDS)[number];

/** Fills a tenant with two things of each collection, and notes all that could be pointed at. */
export async function plunder(at: Platform, owner: Tenant): Promise<Loot> {
  const { token } = owner;
  const things = new Map<string, Thing>();
  for (const collection of collections) {
    await make(at, owner, collection, 'first');
    things.set(collection, await make(at, owner, collection, 'second'));
  }
  const cursors = new Map<string, string>();
  for (const contract of operations.filter(({ query }) => query && 'cursor' in query.shape)) {
    const params = named(contract, things.get(collectionOf(contract))?.id ?? '');
    const { text } = await at.ask({ contract, token, params, query: 'limit=1' });
    const { cursor } = JSON.parse(text);
    if (cursor !== undefined) cursors.set(contract.name, cursor);
  }
  const job = await at.ask({ contract: createJob, token, body: validBody(createJob, 'third') });
  const uploadLink: string = JSON.parse(job.text).upload.url;
  const objectKey = new URL(uploadLink).pathname.slice(1);
  return { account: owner.account, things, cursors, objectKey, uploadLink };
}

/** A request for something of the caller's own. `own` is a thing of the collection in the contract's path. */
export function ownAttempt(contract: Contract, own: string, tag: string): Attempt {
  const body = validBody(contract, tag);
  return { contract, params: named(contract, own), ...(body && { body }) };
}

/** The requests of one operation that point at something foreign in one way; none where it has no such place. */
export function foreignAttempts(
  contract: Contract,
  kind: Kind,
  { account, things, cursors, objectKey, uploadLink }: Loot,
  own: string,
): Attempt[] {
  const plain = ownAttempt(contract, own, `foreign-${contract.name}`.toLowerCase());
  const thing = things.get(collectionOf(contract));
  const inPath = (ids: readonly string[]): Attempt[] =>
    contract.path.includes('{') ? ids.map((id) => ({ ...plain, params: named(contract, id) })) : [];
  const inFields = (values: readonly string[]): Attempt[] => [
    ...fieldsOf(contract.body).flatMap((field) =>
      values.map((value) => ({ ...plain, body: { ...(plain.body as object), [field]: value } })),
    ),
    ...fieldsOf(contract.query).flatMap((field) =>
      values.map((value) => ({ ...plain, query: new URLSearchParams({ [field]: value }).toString() })),
    ),
  ];
  switch (kind) {
    case 'path':
      return inPath([...(thing ? [thing.id] : []), ...[...things.values()].map(({ id }) => id)]);
    case 'body':
      return contract.body ? inFields([...things.values()].map(({ id }) => id).slice(0, 3)) : [];
    case 'cursor': {
      if (!contract.query || !('cursor' in contract.query.shape)) return [];
      const cursor = cursors.get(contract.name) ?? [...cursors.values()][0] ?? '';
      return [{ ...plain, query: new URLSearchParams({ cursor }).toString() }];
    }
    case 'account':
      return [{ ...plain, headers: { account } }];
    case 'idempotency':
      return isQuery(contract)
        ? []
        : [{ ...plain, headers: { 'idempotency-key': thing?.idempotencyKey ?? 'second' } }];
    case 's3-key':
      return [...inPath([idOf(objectKey), objectKey]), ...inFields([objectKey])];
    case 'job-link':
      return [...inPath([idOf(uploadLink), uploadLink]), ...inFields([uploadLink])];
    default:
      return kind satisfies never;
  }
}
