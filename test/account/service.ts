import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { CreatedAccount } from '#schemas/account/account/create-account.ts';
import { getAccount } from '#schemas/account/account/routes.ts';
import { type Contract, Problem } from '#schemas/contract.ts';
import { freshRoutes } from '#schemas/fresh-routes.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { createCommandsHandler } from '#shared/operation/commands-handler.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import type { LogFields, Observability } from '#shared/runtime/observability.ts';
import { createAccountOperation } from '../../functions/account/account/operation.ts';
import { commandRoutes } from '../../functions/account/command-routes.generated.ts';
import type { CommandsDeps, QueriesDeps } from '../../functions/account/deps.ts';
import { queryRoutes } from '../../functions/account/query-routes.generated.ts';
import { createAuthorizer } from '../../functions/account/token/authorize.ts';
import { createLocalSigner } from '../../functions/account/token/local-signer.ts';
import type { TokenSigner } from '../../functions/account/token/token-signer.ts';
import { httpEvent, lambdaContext } from '../shared/http/events.ts';
import { NOON } from './samples.ts';

export const ISSUER = 'https://api.example.com';

export interface Call {
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: string;
  readonly token?: string;
  /** The header `account`. */
  readonly account?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  /** Of the problem; undefined where all went well. */
  readonly code: string | undefined;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

type Success<C extends Contract> = z.output<C['answers'][keyof C['answers'] & number]>;

/** All that a deployed account service is, in this process: its functions, its authorizer, its table and its key. */
export function accountService({
  store = createInMemoryStore(),
  signer = createLocalSigner(),
}: {
  store?: EventStore;
  signer?: TokenSigner;
} = {}) {
  let now: Instant = NOON;
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const logged: { readonly message: string; readonly fields: LogFields }[] = [];
  const note = (message: string, fields: LogFields) => void logged.push({ message, fields });
  const observability: Observability = {
    log: { info: note, warn: note, error: note },
    meter: { count: () => undefined },
  };
  const clock = () => now;
  const commandDeps: CommandsDeps = {
    store,
    signer,
    issuer: ISSUER,
    // Different bytes at each call, the same in each run.
    random: (count) => createHash('shake256', { outputLength: count }).update(newId()).digest(),
    newId,
    observability,
  };
  const queryDeps: QueriesDeps = {
    store,
    tokenKey: signer,
    cursors: createCursors(async () => Buffer.alloc(32, 7)),
  };
  const common = { service: 'account', clock, newId, observability } as const;
  const commands = createCommandsHandler({
    http: createHttpHandler({ routes: commandRoutes, deps: commandDeps, ...common }),
    operations: [createAccountOperation],
    deps: commandDeps,
    log: observability.log,
    clock,
  });
  const queries = createHttpHandler({ routes: queryRoutes, deps: queryDeps, ...common });
  const authorizer = createAuthorizer(
    { store, tokenKey: signer, issuer: ISSUER, freshRoutes: new Set(freshRoutes()), observability },
    clock,
  );

  const authorize = (
    token: string | undefined,
    account?: string,
    { method, path } = getAccount as Contract,
  ) =>
    authorizer({
      version: '2.0',
      routeKey: `${method} ${path}`,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(account !== undefined && { account }),
      },
    });

  /** A request as a client makes it: through the authorizer, to the function that the gateway would send it to. */
  async function call(
    contract: Contract,
    { id, body, query, token, account, headers }: Call = {},
  ): Promise<Answer> {
    const { context } = await authorize(token, account, contract);
    const event: APIGatewayProxyEventV2 = httpEvent({
      method: contract.method,
      path: contract.path.replace('{id}', encodeURIComponent(id ?? '')),
      ...(id !== undefined && { pathParameters: { id } }),
      ...(body !== undefined && { body }),
      ...(query !== undefined && { query }),
      ...(headers && { headers }),
      authorizer: contract.permission === 'public' ? undefined : context,
    });
    const handler = contract.method === 'GET' ? queries : commands;
    const result = (await handler(event, lambdaContext())) as HttpResult;
    const answered: unknown = JSON.parse(result.body);
    const code = result.statusCode >= 400 ? Problem.parse(answered).code : undefined;
    return { status: result.statusCode, code, body: answered, headers: result.headers };
  }

  /** A call that goes well, and what it answers. */
  async function ok<const C extends Contract>(contract: C, made: Call = {}): Promise<Success<C>> {
    const { status, body } = await call(contract, made);
    const schema = contract.answers[status];
    if (!schema) throw new Error(`${contract.name} answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body) as Success<C>;
  }

  return {
    store,
    logged,
    authorizer,
    authorize,
    call,
    ok,
    /** Sends something to the function itself, as an operator does. */
    invoke: (event: object) => commands(event, lambdaContext()),
    at: () => now,
    pass: (seconds: number) => {
      now = plusSeconds(now, seconds);
    },
    async createAccount(input: { name: string; owner: string; idempotencyKey: string; keyName?: string }) {
      return CreatedAccount.parse(await commands({ operation: 'CreateAccount', ...input }, lambdaContext()));
    },
  };
}
