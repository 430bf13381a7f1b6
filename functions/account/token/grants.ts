import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Instant } from '#schemas/primitives.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import type { Grant } from './grant.ts';

/** For so long a grant is believed without looking again: a revocation may be that late. */
export const GRANT_SECONDS = 60;

const MAX_GRANTS = 10_000;

interface Kept {
  readonly grant: Grant;
  readonly until: Instant;
}

/**
 * Grants of this process. They are kept by token *and* account, as one token opens several accounts. Refusals are not
 * kept, so that a new right works at once.
 */
export class Grants {
  // The token itself is not kept: a dump of the memory must hold no credentials.
  readonly #kept = new LRUCache<string, Kept>({ max: MAX_GRANTS });

  get(token: string, account: string | undefined, now: Instant): Grant | undefined {
    const kept = this.#kept.get(keyOf(token, account));
    return kept && now < kept.until ? kept.grant : undefined;
  }

  /** Forgets the kept grant: the account has refused the token since. */
  drop(token: string, account: string | undefined): void {
    this.#kept.delete(keyOf(token, account));
  }

  /** Keeps a grant for a minute, and never longer than its token. */
  keep(token: string, account: string | undefined, grant: Grant, tokenEnds: Instant, now: Instant): void {
    const minute = plusSeconds(now, GRANT_SECONDS);
    this.#kept.set(keyOf(token, account), { grant, until: tokenEnds < minute ? tokenEnds : minute });
  }
}

/**
 * The hash has a fixed length, so a client's `account` cannot pass for a part of another key. An empty account is not
 * none.
 */
function keyOf(token: string, account: string | undefined): string {
  const hash = createHash('sha256').update(token, 'utf8').digest('base64url');
  return account === undefined ? hash : `${hash} ${account}`;
}
