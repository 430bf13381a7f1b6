import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { type Contract, makesThing } from '#schemas/contract.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal, TerminalFailure } from '#schemas/errors.ts';
import { CommandId, type CorrelationId } from '#schemas/primitives.ts';
import { clientCommandId } from '#shared/identity.ts';
import type { RequestLimiter } from '#shared/limits/request-limiter.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { readBody, readNoBody } from './body.ts';
import { type Caller, callerOf, requirePermission } from './caller.ts';
import { idempotencyKeyOf, ifMatchOf, noVersionYet } from './headers.ts';
import type { RequestOutcome } from './outcome.ts';
import { problemOf } from './problem.ts';
import { readQuery } from './query.ts';
import type { RequestContext } from './request-context.ts';
import type { AnyAnswer, Route } from './route.ts';
import { requestProblems, wording } from './wording.ts';

/** The surroundings that every request needs. */
export interface Surroundings<Deps> {
  readonly deps: Deps;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Absent: nothing bounds how fast requests may come. */
  readonly limiter?: RequestLimiter | undefined;
}

const NOTHING = z.strictObject({});

/** Serves one request by one route. Never throws: a failure is an outcome, too. */
export async function serve<Deps>(
  route: Route<Deps>,
  event: APIGatewayProxyEventV2,
  correlationId: CorrelationId,
  around: Surroundings<Deps>,
): Promise<RequestOutcome> {
  let caller: Caller | undefined;
  try {
    caller = admit(route.contract, event);
    around.limiter?.({
      accountId: caller?.accountId,
      keyId: caller?.keyId,
      address: event.requestContext.http.sourceIp,
    });
    const answer = await perform(route, event, caller, correlationId, around);
    return {
      route: route.contract.name,
      statusCode: answer.status,
      headers: { ...answer.headers },
      body: JSON.stringify(ownAnswer(route.contract, answer)),
      code: 'ok',
      accountId: caller?.accountId,
      credential: caller?.keyId,
    };
  } catch (error) {
    return failedRequest(route.contract.name, error, correlationId, caller);
  }
}

/** The outcome of a request that ended with a throw. */
export function failedRequest(
  route: string,
  error: unknown,
  correlationId: CorrelationId,
  caller?: Caller,
): RequestOutcome {
  const { status, headers, body } = problemOf(error, correlationId);
  return {
    route,
    statusCode: status,
    headers: { ...headers },
    body: JSON.stringify(body),
    code: body.code,
    accountId: caller?.accountId,
    credential: caller?.keyId,
    ...(status >= 500 && { defect: error }),
  };
}

/**
 * Before anything of the request is read: a caller without permission learns nothing about the route and costs
 * nothing.
 */
function admit(contract: Contract, event: APIGatewayProxyEventV2): Caller | undefined {
  if (contract.permission === 'public') return undefined;
  const caller = callerOf(authorizerContextOf(event));
  requirePermission(caller, contract.permission);
  return caller;
}

const Authorized = z.looseObject({ authorizer: z.looseObject({ lambda: z.unknown() }) });

const authorizerContextOf = (event: APIGatewayProxyEventV2): unknown =>
  Authorized.safeParse(event.requestContext).data?.authorizer.lambda;

async function perform<Deps>(
  route: Route<Deps>,
  event: APIGatewayProxyEventV2,
  caller: Caller | undefined,
  correlationId: CorrelationId,
  { deps, clock, newId }: Surroundings<Deps>,
): Promise<AnyAnswer> {
  const { contract } = route;
  const body = contract.body ? readBody(event) : readNoBody(event);
  const command = contract.method === 'GET' ? {} : commandHeaders(contract, event);
  const query = contract.query ?? NOTHING;
  const request: RequestContext = {
    route: contract.name,
    path: event.requestContext.http.path,
    correlationId,
    causationId: event.requestContext.requestId,
    now: clock(),
    ...command,
    commandId: command.idempotencyKey ? clientCommandId(command.idempotencyKey) : CommandId.parse(newId()),
    rawBody: body.text,
  };
  const input = {
    params: parsePart('params', contract.params ?? NOTHING, paramsOf(contract, event)),
    query: parsePart('query', query, readQuery(query, event.rawQueryString ?? '')),
    body: parsePart('body', contract.body ?? NOTHING, body.value),
    caller,
    request,
  };
  return route.handle(input, deps);
}

function commandHeaders(
  contract: Contract,
  { headers }: APIGatewayProxyEventV2,
): Pick<RequestContext, 'idempotencyKey' | 'ifMatch'> {
  const idempotencyKey = idempotencyKeyOf(headers);
  const ifMatch = ifMatchOf(headers);
  if (ifMatch !== undefined && makesThing(contract)) throw noVersionYet();
  return defined({ idempotencyKey, ifMatch });
}

/** Only the names in the contract's own path: a greedy route of the gateway adds one of its own. */
function paramsOf(contract: Contract, event: APIGatewayProxyEventV2): Record<string, unknown> {
  const names = [...contract.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return Object.fromEntries(names.map((name) => [name, event.pathParameters?.[name]]));
}

/** Unknown fields are refused even where a contract forgot to say so: a misspelt filter must not answer everything. */
const strict = (schema: z.ZodObject): z.ZodObject => (schema.def.catchall ? schema : schema.strict());

function parsePart(part: 'params' | 'query' | 'body', schema: z.ZodObject, value: unknown): unknown {
  const parsed = strict(schema).safeParse(value, { error: wording });
  if (parsed.success) return parsed.data;
  throw new Refusal('invalid', 'The request does not fit this route.', {
    errors: requestProblems(part, parsed.error),
  });
}

/** An answer that its contract does not state is a defect of ours, and is not sent. */
function ownAnswer(contract: Contract, answer: AnyAnswer): unknown {
  const schema = contract.answers[answer.status];
  const parsed = schema?.safeParse(answer.body);
  if (parsed?.success) return parsed.data;
  const where =
    parsed?.error.issues.map(({ code, path }) => `${code} at ${path.map(String).join('.')}`) ?? [];
  throw new TerminalFailure(
    'answer-mismatch',
    `${contract.name} answered ${answer.status} against its contract: ${where.join('; ') || 'no such answer'}`,
  );
}
