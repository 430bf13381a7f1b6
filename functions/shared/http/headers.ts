import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '#schemas/errors.ts';
import { CorrelationId, IdempotencyKey } from '#schemas/primitives.ts';

export const CORRELATION_HEADER = 'x-correlation-id';

type Headers = APIGatewayProxyEventV2['headers'];

const invalidHeader = (name: string, message: string): Refusal =>
  new Refusal('invalid', `The header ${name} is not valid.`, {
    errors: [{ path: `header.${name}`, message }],
  });

/** API Gateway sends names in lower case; other ways in may not. */
export const lowerCaseNames = (headers: Headers | undefined): Headers =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** The client's correlation id when it can travel on, else undefined: it only helps to find things, so it refuses nothing. */
export const correlationIdOf = (headers: Headers): CorrelationId | undefined =>
  CorrelationId.safeParse(headers[CORRELATION_HEADER]).data;

/** The Idempotency-Key. A comma is refused, because API Gateway joins a header that is sent twice with one. */
export function idempotencyKeyOf(headers: Headers): IdempotencyKey | undefined {
  const text = headers['idempotency-key'];
  if (text === undefined) return undefined;
  const parsed = IdempotencyKey.safeParse(text);
  if (parsed.success && !text.includes(',')) return parsed.data;
  throw invalidHeader(
    'Idempotency-Key',
    'must be given once, as 1 to 200 printable ASCII characters without blanks and commas',
  );
}

/**
 * The version that If-Match asks for, quoted as the ETag of a point read has it, or bare. A proxy that compresses an
 * answer makes its ETag weak; the version is the same. `*` asks that the thing is there, as every change does anyway.
 */
export function ifMatchOf(headers: Headers): number | undefined {
  const text = headers['if-match'];
  if (text === undefined || text.trim() === '*') return undefined;
  const digits = /^(?:(?:W\/)?"(\d{1,15})"|(\d{1,15}))$/.exec(text.trim());
  if (digits) return Number(digits[1] ?? digits[2]);
  throw invalidHeader('If-Match', 'must be one version, as in "7" or 7, or *');
}

/** A condition that a route leaves unchecked would be a false promise, so that it is refused. */
export const noVersionYet = (): Refusal =>
  invalidHeader('If-Match', 'must be left out: this route makes a thing, which has no version yet');
