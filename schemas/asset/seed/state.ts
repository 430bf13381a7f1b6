import * as z from 'zod';
import { AssetStatus, HistoryRecord } from '#schemas/asset/values.ts';
import { Second } from '#schemas/primitives.ts';

/** First part of a seed's key: the kind of scope that it opens. */
export const SeedKind = z.enum(['domain', 'ip']);
export type SeedKind = z.infer<typeof SeedKind>;

export const seedKey = ({ kind, value }: { readonly kind: SeedKind; readonly value: string }): string =>
  `#seed#${kind}#${value}`;

/** `tld` is a domain that can be registered (example.com), `domain` a name below one. */
export const SeedClass = z.enum(['tld', 'domain', 'ipv4', 'ipv6', 'cidr']);
export type SeedClass = z.infer<typeof SeedClass>;

/** A thing that the account says it owns: discovery starts from it. */
export const SeedState = z.strictObject({
  kind: SeedKind,
  class: SeedClass,
  value: z.string().min(1),
  status: AssetStatus,
  /** `self`, or its finder. */
  source: z.string(),
  created: Second,
  tags: z.array(z.string()),
  history: z.array(HistoryRecord),
});
export type SeedState = z.infer<typeof SeedState>;
