import type { AccountId, CorrelationId } from '#schemas/primitives.ts';
import { loggedCause, type Observability } from '#shared/runtime/observability.ts';

/** The answer to API Gateway (payload format 2.0). */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The end of a request: its answer, and its facts for log and metrics. */
export interface RequestOutcome extends HttpResult {
  readonly route: string;
  /** `ok`, or the code of the problem. */
  readonly code: string;
  readonly accountId?: AccountId | undefined;
  /** The id of the API key that the caller came with. */
  readonly credential?: string | undefined;
  /** The error that was thrown, where it was not the caller's fault. */
  readonly defect?: unknown;
}

/** The answer alone. It names its correlation id, and no cache may keep it unless its route says so. */
export const resultOf = (
  { statusCode, headers, body }: RequestOutcome,
  correlationId: CorrelationId,
): HttpResult => ({
  statusCode,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    'x-correlation-id': correlationId,
  },
  body,
});

/** One line and one count per request. */
export function report(
  { log, meter }: Observability,
  { route, statusCode, code, accountId, credential, defect }: RequestOutcome,
  correlationId: CorrelationId,
  durationMs: number,
): void {
  const fields = {
    route,
    status: statusCode,
    code,
    duration_ms: durationMs,
    account_id: accountId,
    key_id: credential,
    correlation_id: correlationId,
  };
  if (statusCode >= 500) log.error('request failed', { ...fields, error: loggedCause(defect) });
  else log.info(statusCode >= 400 ? 'request refused' : 'request answered', fields);
  meter.count('Requests', { code });
}
