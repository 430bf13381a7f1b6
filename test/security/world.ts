import { createToken } from '#schemas/account/token/routes.ts';
import { importKey, listsPrefix } from '#schemas/asset/import/state.ts';
import { JobCompletedV2 } from '#schemas/capability/job/events.ts';
import type { Contract } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { type AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import { services } from '#schemas/services.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { derivedId } from '#shared/identity.ts';
import { Import } from '../../functions/asset/import/domain/import.ts';
import { golden } from '../kit/golden.ts';
import { FILES, NOW, type Platform, pathParams } from './platform.ts';
import { validBody } from './valid.ts';

export const operations: readonly Contract[] = services.flatMap(({ routes }) => routes);

export const operationName = ({ method, path }: Contract): string => `${method} ${path}`;

/** `/assets` of `/assets/{id}/tags`: where the things are listed that the path's id names one of. */
export const collectionOf = ({ path }: Contract): string => path.slice(0, path.indexOf('/{'));

export interface Tenant {
  readonly account: AccountId;
  readonly key: { readonly id: string; readonly secret: string };
  readonly token: string;
}

export async function tokenOf(
  { ask }: Platform,
  key: { readonly id: string; readonly secret: string },
): Promise<string> {
  const { text } = await ask({ contract: createToken, body: key });
  return JSON.parse(text).token;
}

export async function tenant(at: Platform, name: string): Promise<Tenant> {
  const { accountId, apiKey } = await at.createAccount(name);
  const key = { id: apiKey.id as string, secret: apiKey.secret ?? '' };
  return { account: accountId, key, token: await tokenOf(at, key) };
}

/** What is made, and how a client names it. */
export interface Thing {
  readonly id: string;
  readonly idempotencyKey: string;
}

const creations = new Map<string, Contract>(
  operations
    .filter(({ method, path }) => method === 'POST' && !path.includes('{'))
    .map((made) => [made.path, made]),
);

/** Things that no request makes. A service that makes its things from events adds a line here. */
const MADE_OTHERWISE: Readonly<
  Record<string, (at: Platform, tenant: Tenant, tag: string) => Promise<string>>
> = {
  '/capabilities': async () => 'nmap',
  '/imports': async (at, { account }, tag) => {
    const jobId = derivedId('security', account, tag);
    const { manifest, capability } = JobCompletedV2.shape.data.parse(
      golden('capability', 'JobCompleted.v2').data,
    );
    const lists = { bucket: FILES, prefix: listsPrefix(account, jobId) };
    await execute(at.storeOf('asset'), Import, {
      key: importKey(jobId),
      command: { type: 'StartImport', jobId, fileName: tag, capability, manifest, lists, total: 2 },
      context: {
        ...{ accountId: account, actor: Actor.parse('service:asset'), causationId: 'setup', now: NOW },
        commandId: CommandId.parse(jobId),
        correlationId: CorrelationId.parse('setup'),
      },
      assume: 'absent',
    });
    return idOf(importKey(jobId));
  },
};

/** Makes one thing of a collection, as its tenant's owner does. */
export async function make(at: Platform, owner: Tenant, collection: string, tag: string): Promise<Thing> {
  const otherwise = MADE_OTHERWISE[collection];
  if (otherwise) return { id: await otherwise(at, owner, tag), idempotencyKey: tag };
  const contract = creations.get(collection);
  if (!contract) throw new Error(`${collection}: say in MADE_OTHERWISE how a thing of it comes to be`);
  const headers = { 'idempotency-key': tag };
  const body = validBody(contract, tag);
  const { status, text } = await at.ask({ contract, token: owner.token, headers, body });
  if (status !== 201)
    throw new Error(`${contract.name} answers ${status}, add an example to valid.ts: ${text}`);
  return { id: JSON.parse(text).id, idempotencyKey: tag };
}

/** The things that a path of a contract names, by its parameters. */
export const named = (contract: Contract, id: string): Readonly<Record<string, string>> =>
  Object.fromEntries(pathParams(contract).map((name) => [name, id]));

/** The collections that some path names a thing of. */
export const collections: readonly string[] = [
  ...new Set(operations.filter(({ path }) => path.includes('{')).map(collectionOf)),
];
