import * as z from 'zod';
import { Second } from '#schemas/primitives.ts';

export const Protocol = z.enum(['tcp', 'udp', 'sctp']);
export type Protocol = z.infer<typeof Protocol>;

/** The state of a port by a scanner. `open|filtered` means that nobody knows. */
export const PortState = z.enum(['open', 'closed', 'filtered', 'open|filtered', 'closed|filtered']);
export type PortState = z.infer<typeof PortState>;

/** A port within one asset: `tcp/443`. */
export const PortRef = z.string().regex(/^(tcp|udp|sctp)\/\d{1,5}$/);
export type PortRef = z.infer<typeof PortRef>;

const text = z.string().min(1).max(120).optional();

/** The service on a port, by the scanner that last saw it open. */
export const PortService = z.strictObject({
  service: text,
  product: text,
  version: text,
  info: text,
  tunnel: text,
  /** CPE names, or names with versions where there is no CPE. */
  technologies: z.array(z.string().min(1).max(160)).max(8).optional(),
});
export type PortService = z.infer<typeof PortService>;

/**
 * A port that was ever open, or that a scanner listed as other than the rest. It stays when it is closed.
 * `state` is that of the newest observation that covers it, made at `observedAt`.
 */
export const Port = z.strictObject({
  protocol: Protocol,
  port: z.int().min(1).max(65_535),
  state: PortState,
  observedAt: Second,
  /** When it was last seen open: the moment that service, product and so on are from. */
  openAt: Second.optional(),
  ...PortService.shape,
});
export type Port = z.infer<typeof Port>;

/** Inclusive ranges of numbers, ascending, as text: `21-22,80,443`. */
export const Ranges = z.string().regex(/^$|^\d+(-\d+)?(,\d+(-\d+)?)*$/);
export type Ranges = z.infer<typeof Ranges>;

/**
 * A set of ports: ranges as text, or one of two compact forms in base64 where that would be long. `~`: the gaps
 * between ranges. `=`: a bit for each port. See functions/asset/asset/domain/packed-ranges.ts.
 */
export const PortSet = z.union([
  Ranges,
  z
    .string()
    .regex(/^[~=][A-Za-z0-9+/]+={0,2}$/)
    .max(12_000),
]);
export type PortSet = z.infer<typeof PortSet>;

/**
 * The ports that one scan looked at: every port in `ranges` that it did not list was `otherwise`. A port that no
 * scope covers was not scanned, and nothing is known of it.
 */
export const Scope = z.strictObject({
  protocol: Protocol,
  ranges: PortSet,
  otherwise: PortState.exclude(['open']),
  observedAt: Second,
});
export type Scope = z.infer<typeof Scope>;

/** A scope as older versions of events and of the state have it. */
export const OlderScope = z.strictObject({ ...Scope.shape, ranges: Ranges });

/** How many ports one asset holds. More is a tarpit: it is counted, sampled and flagged. */
export const MAX_PORTS = 500;
/**
 * Of so many it keeps more than the name of the service. An asset is one item of at most 400 KB, its newest event
 * included.
 */
export const MAX_DETAILED_PORTS = 100;
/** How many scopes one asset remembers, newest first. */
export const MAX_SCOPES = 16;
/** How many characters the ranges of all its scopes may have. The thousand ports that nmap scans by itself take 3,600. */
export const MAX_RANGES = 24_000;
