import * as z from 'zod';
import { isFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { AuthorizerDeps } from '../deps.ts';
import { type Decision, grantFor } from './grant.ts';
import { Grants } from './grants.ts';
import { verifyToken } from './token.ts';

/** The parts of the gateway's event (payload format 2.0) that matter here. It sends names in lower case. */
const Request = z.looseObject({
  /** `POST /members`; absent: any route. */
  routeKey: z.string().optional(),
  headers: z.record(z.string(), z.string().optional()).default({}),
});

const BEARER = /^Bearer +([\w.~+/=-]{1,4096})$/i;
/** Longer than any account id: it is refused all the same, but not kept in memory. */
const MAX_ACCOUNT = 64;

/** The simple response: always authorised, for the gateway can only answer 403, and a bad token is a 401. The HTTP layer denies by `outcome`. */
export interface AuthorizerResult {
  readonly isAuthorized: true;
  readonly context: Decision;
}

/**
 * Turns (token, account chosen by the header `account`) into account id, role and permissions. A token that is not
 * understood is `unauthenticated`. A route that is fresh by its contract, or that the event does not name, is never
 * answered from the kept grants.
 * Where the store or KMS is away for the moment it is `unavailable`, which callers are told as 503. The gateway would
 * make a bare 500 of an error.
 * @throws defects, and stored items that nobody can read: the gateway answers 500, and nobody is let in
 */
export function createAuthorizer(deps: AuthorizerDeps, clock: () => Instant) {
  const grants = new Grants();
  return async (event: unknown): Promise<AuthorizerResult> => {
    const context = await decide(deps, grants, event, clock()).catch((error: unknown) => away(deps, error));
    deps.observability.meter.count('Authorizations', { outcome: context.outcome });
    return { isAuthorized: true, context };
  };
}

function away({ observability }: AuthorizerDeps, error: unknown): Decision {
  if (!isFailure(error) || error.kind !== 'transient') throw error;
  observability.log.warn('caller not looked up', { code: error.code });
  return { outcome: 'unavailable' };
}

async function decide(deps: AuthorizerDeps, grants: Grants, event: unknown, now: Instant): Promise<Decision> {
  const { headers = {}, routeKey } = Request.safeParse(event).data ?? {};
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return { outcome: 'unauthenticated' };
  // One spelling, or one token would be kept in as many as there are, and push out the grants of others.
  const chosen = headers.account?.slice(0, MAX_ACCOUNT).toLowerCase();
  const fresh = routeKey === undefined || deps.freshRoutes.has(routeKey);
  const kept = fresh ? undefined : grants.get(token, chosen, now);
  if (kept) return kept;
  const claims = await verifyToken(deps.tokenKey, token, deps.issuer, now);
  if (!claims) return { outcome: 'unauthenticated' };
  const decision = await grantFor(deps.store, claims, chosen, now);
  deps.observability.log.info('caller looked up', {
    outcome: decision.outcome,
    key_id: claims.key,
    ...(decision.outcome === 'granted' && { account_id: decision.accountId, role: decision.role }),
  });
  if (decision.outcome === 'granted') grants.keep(token, chosen, decision, endOf(claims.exp), now);
  else grants.drop(token, chosen);
  return decision;
}

const endOf = (exp: number): Instant => new Date(exp * 1000).toISOString();
