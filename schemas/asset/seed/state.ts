import * as z from 'zod';
import { AssetStatus, HistoryRecord } from '#schemas/asset/values.ts';
import { Second } from '#schemas/primitives.ts';

/** First part of a seed's key: the kind of scope that it opens. */
export const SeedKind = z.enum(['domain', 'ip']);
export type SeedKind = z.infer<typeof SeedKind>;

export const SEED_KEY_PREFIX = '#seed#';

export const seedKey = ({ kind, value }: { readonly kind: SeedKind; readonly value: string }): string =>
  `${SEED_KEY_PREFIX}${kind}#${value}`;

/** `tld` is a domain that can be registered (example.com), `domain` a name below one. */
export const SeedClass = z.enum(['tld', 'domain', 'ipv4', 'ipv6', 'cidr']);
export type SeedClass = z.infer<typeof SeedClass>;

/** `include`: it belongs to the account. `exclude`: scans must leave it alone, whatever else covers it. */
export const SeedMode = z.enum(['include', 'exclude']);
export type SeedMode = z.infer<typeof SeedMode>;

/** The part of a seed that says how much it covers, and on which side of the scope that is. */
export const Coverage = z.strictObject({
  kind: SeedKind,
  value: z.string().min(1),
  mode: SeedMode,
  /** Whether a domain covers the names below it, too. Never set for addresses and networks. */
  subdomains: z.boolean(),
});
export type Coverage = z.infer<typeof Coverage>;

/** A thing that the account says it owns, or wants to be left alone: discovery starts from the ones, and spares the others. */
export const SeedState = z.strictObject({
  ...Coverage.shape,
  class: SeedClass,
  status: AssetStatus,
  /** `self`, or its finder. */
  source: z.string(),
  created: Second,
  tags: z.array(z.string()),
  history: z.array(HistoryRecord),
});
export type SeedState = z.infer<typeof SeedState>;
