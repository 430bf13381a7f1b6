import * as z from 'zod';
import type {
  ZodOpenApiHeadersObject,
  ZodOpenApiOperationObject,
  ZodOpenApiParameters,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type Contract, type Method, makesThing, Problem } from './contract.ts';
import { TerminalFailure } from './errors.ts';
import { AccountId, CommandId, CorrelationId } from './primitives.ts';
import { statusOf } from './status-of.ts';

const CorrelationHeader = CorrelationId.meta({
  description: 'The id to quote when something went wrong. That of the request, where it had one.',
  header: { id: 'CorrelationId' },
});
const RetryAfterHeader = z.int().meta({ description: 'Seconds.', header: { id: 'RetryAfter' } });
const ETagHeader = z
  .string()
  .meta({ description: 'The version, quoted, as If-Match takes it.', header: { id: 'ETag' } });
const AuthenticateHeader = z.string().meta({ header: { id: 'WWWAuthenticate' } });

const CorrelationParam = CorrelationId.optional().meta({
  description:
    'Taken over into every event and log line that the request causes; made by the API where there is none.',
  param: { id: 'CorrelationIdParam' },
});
const AccountParam = AccountId.optional().meta({
  description: "The account to work in, if not the key's own.",
  param: { id: 'AccountParam' },
});
const IdempotencyKeyParam = CommandId.optional().meta({
  description: 'Makes a repeat harmless: it is answered as the first time. No commas.',
  param: { id: 'IdempotencyKeyParam' },
});
const IfMatchParam = z
  .string()
  .regex(/^((W\/)?"\d{1,15}"|\d{1,15}|\*)$/)
  .optional()
  .meta({
    description:
      'The version that the thing must still have, as its ETag has it; else 412. With * any version will do.',
    param: { id: 'IfMatchParam' },
  });

const isCommand = ({ method, permission }: Contract): boolean => method !== 'GET' && permission !== 'public';
const changesWhatIs = (contract: Contract): boolean => isCommand(contract) && !makesThing(contract);

/** Why a status is answered, in words for people; the problem's `code` tells more. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'Something in the request is not valid; `errors` names each field.',
  401: 'There is no valid bearer token.',
  403: 'The caller may not do this, or not in this account.',
  404: 'There is no such thing, or it belongs to another account.',
  409: 'It collides with the present state.',
  412: 'The thing has another version than If-Match asks for; `details` has both.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  422: 'A rule says no.',
  500: 'A defect of ours.',
  503: 'Busy, or a part cannot be reached. Try again.',
};

/** The refusals of any route of this form; its own come from the contract. */
function codesOf(contract: Contract): string[] {
  const command = isCommand(contract);
  return [
    'invalid',
    ...(contract.permission === 'public' ? [] : ['unauthenticated', 'forbidden']),
    ...(contract.params ? ['not-found'] : []),
    ...(contract.body ? ['too-large', 'unsupported-media-type'] : []),
    ...(command ? ['idempotency-mismatch'] : []),
    ...(changesWhatIs(contract) ? ['version-mismatch'] : []),
    ...(contract.refusals ?? []),
  ];
}

function problemsOf(contract: Contract): Map<number, Set<string>> {
  const problems = new Map<number, Set<string>>();
  const add = (status: number, code: string) =>
    problems.set(status, (problems.get(status) ?? new Set<string>()).add(code));
  for (const code of codesOf(contract)) add(statusOf({ kind: 'refused', code }), code);
  if (isCommand(contract)) add(409, 'version-conflict');
  add(500, 'internal');
  add(503, 'unavailable');
  return problems;
}

function problemHeaders(status: number): ZodOpenApiHeadersObject {
  return z.object({
    'X-Correlation-Id': CorrelationHeader,
    ...(status === 401 && { 'WWW-Authenticate': AuthenticateHeader }),
    ...(status === 503 && { 'Retry-After': RetryAfterHeader }),
  });
}

const pascal = (code: string): string =>
  code.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Answers with one code are the same on every route: the document has each once. */
const shared = new Map<string, ZodOpenApiResponseObject>();

function problemResponse(status: number, codes: readonly string[]): ZodOpenApiResponseObject {
  const name = codes.length === 1 ? codes.map(pascal).join() : undefined;
  const response = {
    description: `${REASONS[status] ?? 'A problem.'} Code: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    headers: problemHeaders(status),
    content: { 'application/problem+json': { schema: Problem } },
  };
  if (name === undefined) return response;
  const known = shared.get(name) ?? { ...response, id: name };
  shared.set(name, known);
  return known;
}

/**
 * The gateway answers it before any function of ours is asked, without the form of our problems and their headers. A
 * function answers it for the limits of an account, a key or an address.
 */
const throttled: ZodOpenApiResponseObject = {
  id: 'Throttled',
  description:
    'Too many requests at once, or a limit is reached: `details.limit` names it. Wait, and try again. Code: `rate-limited`, `limit-reached`.',
  headers: z.object({ 'Retry-After': RetryAfterHeader.optional() }),
  content: {
    'application/problem+json': { schema: Problem },
    'application/json': { schema: z.looseObject({ message: z.string() }) },
  },
};

function answerResponse(method: Method, status: number, schema: z.ZodType): ZodOpenApiResponseObject {
  const versioned = method === 'GET' && schema instanceof z.ZodObject && 'version' in schema.shape;
  return {
    description: status === 202 ? 'Accepted; it goes on by itself.' : 'Done.',
    headers: z.object({ 'X-Correlation-Id': CorrelationHeader, ...(versioned && { ETag: ETagHeader }) }),
    content: { 'application/json': { schema } },
  };
}

function responsesOf(contract: Contract): ZodOpenApiResponsesObject {
  const answers = Object.entries(contract.answers).map(([status, schema]) => [
    status,
    answerResponse(contract.method, Number(status), schema),
  ]);
  const problems = [...problemsOf(contract)].map(([status, codes]) => [
    String(status),
    problemResponse(status, [...codes]),
  ]);
  return Object.fromEntries([...answers, ...problems, ['429', throttled]]);
}

function paramsOf(contract: Contract): ZodOpenApiParameters {
  const named = [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
  const stated = Object.keys(contract.params?.shape ?? {}).toSorted();
  if (named.join() !== stated.join()) {
    throw new TerminalFailure(
      'invalid-contract',
      `${contract.name}: its path names other params than it states`,
    );
  }
  const header = z.object({
    'X-Correlation-Id': CorrelationParam,
    ...(contract.permission !== 'public' && { account: AccountParam }),
    ...(isCommand(contract) && { 'Idempotency-Key': IdempotencyKeyParam }),
    ...(changesWhatIs(contract) && { 'If-Match': IfMatchParam }),
  });
  return {
    header,
    ...(contract.params && { path: contract.params }),
    ...(contract.query && { query: contract.query }),
  };
}

/** A contract as an operation of the OpenAPI document. Throws TerminalFailure where its path and its params differ. */
export function operationOf(contract: Contract, tag: string): ZodOpenApiOperationObject {
  return {
    operationId: contract.name,
    tags: [tag],
    summary: contract.summary,
    security: contract.permission === 'public' ? [] : [{ bearer: [] }],
    ...(contract.permission !== 'public' && { 'x-permission': contract.permission }),
    requestParams: paramsOf(contract),
    ...(contract.body && {
      requestBody: {
        required: !contract.body.safeParse({}).success,
        content: { 'application/json': { schema: contract.body } },
      },
    }),
    responses: responsesOf(contract),
  };
}
