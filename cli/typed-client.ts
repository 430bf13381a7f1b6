import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { type Contract, Problem } from '#schemas/contract.ts';
import { Failure, TerminalFailure } from '#schemas/errors.ts';
import { fetchWithRetry, type RetryOptions } from './fetch-with-retry.ts';

export interface ClientOptions extends RetryOptions {
  /** Where the API is, without a slash at the end. */
  readonly baseUrl: string;
  /** Gives the bearer token for one call; asked anew for each, so that it can be renewed. */
  readonly token?: () => Promise<string>;
  /** The account to work in, where it is not the token's own. */
  readonly account?: string;
}

/** Query values as a program has them: a value that the contract coerces from text is given in its final type. */
type QueryInput<Q extends z.ZodObject> = {
  readonly [Name in keyof z.input<Q>]: unknown extends z.input<Q>[Name]
    ? Name extends keyof z.output<Q>
      ? z.output<Q>[Name]
      : never
    : z.input<Q>[Name];
};

type Part<C, Name extends string> = C extends { readonly [N in Name]: infer S extends z.ZodObject }
  ? Name extends 'query'
    ? QueryInput<S>
    : z.input<S>
  : undefined;

/** A part must be given where it has a field that must. */
type Given<Name extends string, Value> = Value extends undefined
  ? { readonly [N in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

interface CallOptions {
  /** Makes a repeat of the command harmless; without one the client makes one per call. */
  readonly idempotencyKey?: string;
  /** The version that the thing must still have. */
  readonly ifMatch?: number;
  readonly correlationId?: string;
}

export type Call<C extends Contract> = Given<'params', Part<C, 'params'>> &
  Given<'query', Part<C, 'query'>> &
  Given<'body', Part<C, 'body'>> &
  CallOptions;

/** One of the contract's answers. `version` is that of a point read, from its ETag. */
export type Reply<C extends Contract> = {
  [Status in keyof C['answers'] & number]: {
    readonly status: Status;
    readonly body: z.output<C['answers'][Status]>;
    readonly headers: Headers;
    readonly version?: number;
  };
}[keyof C['answers'] & number];

/** One function per contract, by its name. */
export type Client<Apis extends readonly Contract[]> = {
  readonly [C in Apis[number] as C['name']]: (
    ...call: Record<never, never> extends Call<C> ? [call?: Call<C>] : [call: Call<C>]
  ) => Promise<Reply<C>>;
};

/** The API said no: its problem, as it came. */
export class ProblemError extends Failure {
  override readonly name = 'ProblemError';
  readonly kind = 'refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code, problem.detail ?? problem.title, {
      ...(problem.errors && { errors: problem.errors }),
      ...(problem.details && { details: problem.details }),
    });
    this.problem = problem;
  }
}

interface AnyCall extends CallOptions {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

interface AnyReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  readonly version?: number;
}

/**
 * A client of the given contracts. It speaks HTTP only.
 *
 * A call throws ProblemError when the API refuses, TransientFailure `unreachable` when some attempts did not reach
 * it, and TerminalFailure `answer-mismatch` when the answer is not in its contract.
 *
 * @example const { body } = await clientOf([getAsset], { baseUrl, token }).getAsset({ params: { id } });
 */
export function clientOf<const Apis extends readonly Contract[]>(
  apis: Apis,
  options: ClientOptions,
): Client<Apis>;
export function clientOf(
  apis: readonly Contract[],
  options: ClientOptions,
): Readonly<Record<string, (call?: AnyCall) => Promise<AnyReply>>> {
  return Object.fromEntries(
    apis.map((contract) => [contract.name, (call = {}) => send(contract, call, options)]),
  );
}

async function send(contract: Contract, call: AnyCall, options: ClientOptions): Promise<AnyReply> {
  const init = {
    method: contract.method,
    headers: await headersOf(contract, call, options),
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  };
  const url = urlOf(options.baseUrl, contract.path, call);
  const { response, text } = await fetchWithRetry(url, init, options);
  const schema = contract.answers[response.status];
  if (!schema) throw new ProblemError(problemIn(response, text));
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (!parsed.success) {
    throw new TerminalFailure('answer-mismatch', `${contract.name}: the API answered against its contract`, {
      cause: parsed.error,
    });
  }
  const version = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
  return {
    status: response.status,
    body: parsed.data,
    headers: response.headers,
    ...(version !== undefined && { version: Number(version) }),
  };
}

async function headersOf(
  { method, permission }: Contract,
  call: AnyCall,
  { token, account }: ClientOptions,
): Promise<Record<string, string>> {
  const secured = permission !== 'public';
  return {
    accept: 'application/json',
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    ...(secured && token && { authorization: `Bearer ${await token()}` }),
    ...(secured && account && { account }),
    ...(method !== 'GET' && { 'idempotency-key': call.idempotencyKey ?? randomUUID() }),
    ...(call.ifMatch !== undefined && { 'if-match': `"${call.ifMatch}"` }),
    ...(call.correlationId !== undefined && { 'x-correlation-id': call.correlationId }),
  };
}

function urlOf(baseUrl: string, template: string, { params = {}, query = {} }: AnyCall): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return `${baseUrl}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** The problem that an answer holds; one of its own making where something before the API answered. */
function problemIn(response: Response, text: string): Problem {
  const parsed = Problem.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  return {
    type: 'about:blank',
    title: response.statusText || `Status ${response.status}`,
    status: response.status,
    code: `http-${response.status}`,
    correlationId: response.headers.get('x-correlation-id') ?? 'none',
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller refuses undefined, and says so.
    return undefined;
  }
}
