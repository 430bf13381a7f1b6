import { setTimeout as wait } from 'node:timers/promises';
import { TransientFailure } from '#schemas/errors.ts';

export interface RetryOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** 0 up to, but without, 1. */
  readonly random?: () => number;
}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
const ATTEMPT_TIMEOUT_MS = 30_000;

/** The API is not busy for so long: a limit of the account is reached. Its words help more than waiting. */
const LONGEST_RETRY_AFTER_S = 60;

/** The answer says that nothing was done, or asks for a repeat. */
const AGAIN = new Set([429, 502, 503, 504]);

/** A 500 that is no problem of the API's own is the gateway's: the function died amid the request, and its next copy may live. */
const isBusy = ({ status, headers }: Response): boolean =>
  (AGAIN.has(status) && Number(headers.get('retry-after') ?? 0) <= LONGEST_RETRY_AFTER_S) ||
  (status === 500 && !headers.get('content-type')?.startsWith('application/problem+json'));

/** GET, or a command that carries its id: a second one changes nothing more than the first. */
const isRepeatable = ({ method, headers }: RequestInit): boolean =>
  method === 'GET' || new Headers(headers).has('idempotency-key');

export interface Fetched {
  readonly response: Response;
  readonly text: string;
}

/**
 * Fetches to the last byte. Retries with full jitter where the network failed or the API was busy, and only requests
 * that may be repeated.
 *
 * @throws TransientFailure `unreachable` after the last attempt
 */
export async function fetchWithRetry(
  url: string,
  init: RequestInit,
  options: RetryOptions,
): Promise<Fetched> {
  const { sleep = wait, random = Math.random } = options;
  const attempts = isRepeatable(init) ? ATTEMPTS : 1;
  for (let attempt = 1; ; attempt += 1) {
    const tried = await attemptOnce(url, init, options);
    const busy = 'response' in tried && isBusy(tried.response);
    if ('response' in tried && (!busy || attempt === attempts)) return tried;
    if ('cause' in tried && attempt === attempts) {
      throw new TransientFailure('unreachable', `${new URL(url).origin} cannot be reached`, tried);
    }
    const jitter = random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
    await sleep(jitter + ('response' in tried ? retryAfterMs(tried.response) : 0));
  }
}

async function attemptOnce(
  url: string,
  init: RequestInit,
  { fetch = globalThis.fetch }: RetryOptions,
): Promise<Fetched | { readonly cause: unknown }> {
  try {
    const response = await fetch(url, {
      ...init,
      // The API never redirects. Another server that does would get the secret, which lies in a body.
      redirect: 'manual',
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    return { response, text: await response.text() };
  } catch (cause) {
    return { cause };
  }
}

/** The delay that the API asks for, up to a bound: a command line does not sleep for an hour. */
const retryAfterMs = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return seconds > 0 ? Math.min(LONGEST_WAIT_MS, seconds * 1000) : 0;
};
