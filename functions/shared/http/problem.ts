import type { Problem } from '#schemas/contract.ts';
import { type Failure, isFailure } from '#schemas/errors.ts';
import type { CorrelationId } from '#schemas/primitives.ts';
import { statusOf } from '#schemas/status-of.ts';
import { withHint } from './not-found.ts';

/** A failure as the caller sees it. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
}

/** Seconds after which a caller may repeat a request that was refused for lack of capacity. */
const RETRY_AFTER_SECONDS = 1;

const INTERNAL = {
  status: 500,
  code: 'internal',
  detail: 'Something went wrong on our side. Quote the correlationId when you report it.',
};

const UNAVAILABLE = {
  status: 503,
  code: 'unavailable',
  detail: 'The service is busy or cannot reach one of its parts. Try again.',
};

/**
 * Turns anything thrown into application/problem+json (RFC 9457). Only refusals and conflicts are told as they are;
 * of all else the caller learns nothing but whether to try again.
 */
export function problemOf(error: unknown, correlationId: CorrelationId): ProblemAnswer {
  const failure = isFailure(error) ? error : undefined;
  const status = failure ? statusOf(failure) : 500;
  const told =
    failure && tellable(failure) ? facts(failure, status) : status === 503 ? UNAVAILABLE : INTERNAL;
  return {
    status: told.status,
    headers: headersOf(told.status, failure),
    body: {
      type: `urn:chariot:problem:${told.code}`,
      title: titleOf(told.code),
      correlationId,
      ...told,
    },
  };
}

const tellable = (failure: Failure): boolean => failure.kind === 'refused' || failure.kind === 'conflict';

const facts = (failure: Failure, status: number) => ({
  status,
  code: failure.code,
  detail: withHint(failure.message),
  ...(failure.errors.length > 0 && {
    errors: failure.errors.map(({ path, message }) => ({ path, message })),
  }),
  ...(Object.keys(failure.details).length > 0 && { details: { ...failure.details } }),
});

const titleOf = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function headersOf(status: number, failure: Failure | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="chariot"';
  if (status === 429 || status === 503) {
    headers['retry-after'] = String(failure?.details.retryAfter ?? RETRY_AFTER_SECONDS);
  }
  return headers;
}
