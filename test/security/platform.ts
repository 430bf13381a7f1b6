import { createHash } from 'node:crypto';
import { CreateAccount, CreatedAccount } from '#schemas/account/account/create-account.ts';
import type { Contract } from '#schemas/contract.ts';
import { freshRoutes } from '#schemas/fresh-routes.ts';
import { Actor } from '#schemas/primitives.ts';
import { services } from '#schemas/services.ts';
import { createInMemoryStore, type InMemoryEventStore } from '#shared/event-store/in-memory.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler, type HttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import type { Route } from '#shared/http/route.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { createAccount } from '../../functions/account/account/create-account.ts';
import { createAuthorizer } from '../../functions/account/token/authorize.ts';
import type { TokenSigner } from '../../functions/account/token/token-signer.ts';
import { createCatalogue } from '../../functions/capability/capability/catalogue.ts';
import { registerBuiltIns } from '../../functions/capability/capability/register.ts';
import { httpEvent, lambdaContext } from '../shared/http/events.ts';

export const ISSUER = 'https://api.example.com';
export const NOW = '2026-01-05T12:00:00.000Z';
export const FILES = 'files';

/** A request as it comes to the gateway. The path has its ids in place already. */
export interface Attempt {
  readonly contract: Contract;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** The body as it is, instead of as JSON. */
  readonly raw?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const SILENT = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  meter: { count: () => undefined },
};

type Routes = Record<'commandRoutes' | 'queryRoutes', readonly Route<unknown>[]>;

/** The routes of every service of the manifest, by the service's name. */
const routes = new Map<string, readonly Route<unknown>[]>();
for (const { name } of services) {
  const { commandRoutes }: Routes = await import(`../../functions/${name}/command-routes.generated.ts`);
  const { queryRoutes }: Routes = await import(`../../functions/${name}/query-routes.generated.ts`);
  routes.set(name, [...commandRoutes, ...queryRoutes]);
}

const serviceOf = new Map(
  services.flatMap(({ name, routes: stated }) => stated.map((contract) => [contract, name] as const)),
);

/** The names in a contract's path. */
export const pathParams = ({ path }: Contract) =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

/** The path with its ids in place, escaped as a client escapes them. */
const pathOf = (contract: Contract, params: Readonly<Record<string, string>>): string =>
  contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/**
 * Every service of the manifest in this process, behind the real authorizer: what a client reaches through the gateway.
 * The ids that it makes follow from the number of the attempt, so that two platforms can be asked the same and compared.
 */
export async function platform(signer: TokenSigner) {
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const clock = () => NOW;
  const random = (count: number) => createHash('shake256', { outputLength: count }).update(newId()).digest();
  const objects = createInMemoryObjectStore();
  const cursors = createCursors(async () => Buffer.alloc(32, 7));
  const stores = new Map<string, InMemoryEventStore>();
  const handlers = new Map<string, HttpHandler>();
  for (const { name } of services) {
    const store = createInMemoryStore(name);
    stores.set(name, store);
    const deps = {
      ...{ store, objects, uploads: objects, filesBucket: FILES, cursors, catalogue: createCatalogue(store) },
      ...{ signer, tokenKey: signer, issuer: ISSUER, random, newId, observability: SILENT },
    };
    handlers.set(
      name,
      createHttpHandler({
        ...{ routes: routes.get(name) ?? [], deps, service: name, clock, newId, observability: SILENT },
      }),
    );
  }
  const storeOf = (name: string): InMemoryEventStore => stores.get(name)!;
  await registerBuiltIns(storeOf('capability'), {
    actor: Actor.parse('service:capability'),
    requestId: 'deployment',
    now: NOW,
  });
  const authorize = createAuthorizer(
    {
      ...{ store: storeOf('account'), tokenKey: signer, issuer: ISSUER },
      ...{ freshRoutes: new Set(freshRoutes()), observability: SILENT },
    },
    clock,
  );

  /** A request through the authorizer to the function that the gateway would send it to. */
  async function ask(attempt: Attempt): Promise<Answer> {
    const { contract, params = {}, query, body, raw, token, headers = {} } = attempt;
    const sent = { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const { context } = await authorize({
      version: '2.0',
      routeKey: `${contract.method} ${contract.path}`,
      headers: sent,
    });
    const event = httpEvent({
      method: contract.method,
      path: pathOf(contract, params),
      pathParameters: params,
      headers: sent,
      authorizer: contract.permission === 'public' ? undefined : context,
      ...(query !== undefined && { query }),
      ...(body !== undefined && { body }),
      ...(raw !== undefined && { raw }),
    });
    const handler = handlers.get(serviceOf.get(contract) ?? '')!;
    const result = (await handler(event, lambdaContext())) as HttpResult;
    return { status: result.statusCode, headers: result.headers, text: result.body };
  }

  return {
    objects,
    stores,
    storeOf,
    ask,
    /** Makes the ids that follow those of one request, whatever was asked before. */
    number(attempt: number): void {
      ids = attempt * 1_000;
    },
    async createAccount(name: string): Promise<CreatedAccount> {
      const input = CreateAccount.parse({
        ...{ operation: 'CreateAccount', name, owner: `owner@${name}.example.com` },
        ...{ keyName: 'first', idempotencyKey: name },
      });
      const deps = { store: storeOf('account'), random };
      return CreatedAccount.parse(await createAccount(deps, input, 'setup', NOW));
    },
    /** Everything that an account owns: how many writes it saw, and which objects lie under its name. */
    ownedBy(account: string): string {
      const writes = [...stores].map(
        ([name, { outbox }]) =>
          `${name} ${outbox.filter(({ stream }) => stream.accountId === account).length}`,
      );
      return [...writes, ...objects.keys(FILES).filter((key) => key.includes(account))].join('\n');
    },
  };
}

export type Platform = Awaited<ReturnType<typeof platform>>;
