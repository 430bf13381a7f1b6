import { TransientFailure } from '#schemas/errors.ts';
import { type Api, createClient } from './client.ts';
import type { Profile } from './config.ts';
import { CommandFailure, ExitCode } from './exit.ts';
import { ProblemError } from './typed-client.ts';

export interface SignedIn {
  readonly api: Api;
  /** The account that the API takes where none is chosen. */
  readonly ownAccount: string;
}

/** A token is renewed this long before its end, so that none ends under way. */
const RENEW_EARLY_MS = 60_000;

/** Trades the key for tokens, now and whenever one is about to end. */
async function tokenSource(profile: Profile) {
  const anonymous = createClient({ baseUrl: profile.url });
  const fetchToken = async () => {
    const { body } = await anonymous.createToken({ body: { id: profile.keyId, secret: profile.keySecret } });
    return { ...body, renewAt: performance.now() + body.expiresIn * 1000 - RENEW_EARLY_MS };
  };
  // Of calls at the same time one fetches and all take its token.
  let current = fetchToken();
  const first = await current;
  const token = async (): Promise<string> => {
    const known = await current;
    if (performance.now() < known.renewAt) return known.token;
    const renewal = fetchToken();
    current = renewal.catch(() => known);
    return (await renewal).token;
  };
  return { token, ownAccount: first.account };
}

/**
 * Signs in with a profile.
 * @throws CommandFailure refused, where the key is not accepted; unreachable
 */
export async function signIn(profile: Profile, account?: string): Promise<SignedIn> {
  try {
    const { token, ownAccount } = await tokenSource(profile);
    const api = createClient({ baseUrl: profile.url, token, ...(account ? { account } : {}) });
    return { api, ownAccount };
  } catch (error) {
    throw failureOf(error);
  }
}

function refusalOf({ problem }: ProblemError): CommandFailure {
  const message = problem.detail ?? problem.title;
  const hint = problem.code === 'invalid-credentials' ? ' Use: chariot login' : '';
  return new CommandFailure(ExitCode.refused, problem.code, `${message}${hint}`, {
    ...(problem.errors ? { errors: problem.errors } : {}),
    correlationId: problem.correlationId,
  });
}

/** Whether the API says that there is no such thing, or not yet. */
export const isMissing = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'not-found';

/** The deepest reason of a network's failure: `fetch failed` alone helps nobody. */
function rootReason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return rootReason(error.errors[0]);
  if (error instanceof Error) return error.cause === undefined ? error.message : rootReason(error.cause);
  return String(error);
}

/** Any error as a failure of the command. An unforeseen error keeps its message, so that it can be reported. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof ProblemError) return refusalOf(error);
  if (error instanceof TransientFailure && error.code === 'unreachable') {
    const reason = rootReason(error);
    return new CommandFailure(ExitCode.unreachable, error.code, `${error.message} (${reason})`, {
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CommandFailure(ExitCode.refused, 'unexpected', message, { cause: error });
}
