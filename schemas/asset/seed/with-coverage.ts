import type { Coverage } from './state.ts';

/**
 * A seed of the time when every seed was in scope. Discovery looked for names below a domain, so the domain covers
 * them.
 */
export function withCoverage<Seed extends { readonly kind?: unknown }>(
  seed: Seed,
): Seed & Pick<Coverage, 'mode' | 'subdomains'> {
  return { ...seed, mode: 'include', subdomains: seed.kind === 'domain' };
}
