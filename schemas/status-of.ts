import type { Failure } from './errors.ts';

/** Statuses of the codes of refusals; a code that is not here is a rule of the domain that says no: 422. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid: 400,
  unauthenticated: 401,
  'invalid-credentials': 401,
  forbidden: 403,
  'not-found': 404,
  'already-exists': 409,
  'secret-shown-once': 409,
  'version-mismatch': 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-mismatch': 422,
  'limit-reached': 429,
  'rate-limited': 429,
};

/** The HTTP status of a failure. A stored thing that can never be handled is our defect, not the caller's: 500. */
export function statusOf(failure: Pick<Failure, 'kind' | 'code'>): number {
  switch (failure.kind) {
    case 'refused':
      return STATUS_OF_CODE[failure.code] ?? 422;
    case 'conflict':
      return 409;
    case 'transient':
      return 503;
    case 'terminal':
      return 500;
    default:
      return failure.kind satisfies never;
  }
}
