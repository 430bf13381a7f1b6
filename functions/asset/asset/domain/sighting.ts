import type { PortService, PortSet, PortState, Protocol } from '#schemas/asset/asset/port.ts';
import type { Metadata } from '#schemas/asset/values.ts';
import type { Second } from '#schemas/primitives.ts';

/** A port as one scan lists it. */
export interface ListedPort extends PortService {
  readonly protocol: Protocol;
  readonly port: number;
  readonly state: PortState;
}

/** The ports that one scan looked at, and the state of those that it does not list. */
export interface LookedAt {
  readonly protocol: Protocol;
  readonly ranges: PortSet;
  readonly otherwise: Exclude<PortState, 'open'>;
}

/** The ports of one host at one moment, by one scan. */
export interface PortSighting {
  readonly observedAt: Second;
  readonly scopes: readonly LookedAt[];
  readonly ports: readonly ListedPort[];
}

/** One host by one scan. */
export interface Sighting extends PortSighting {
  /** The host's name or address, and its address: the two halves of the asset's identity. */
  readonly dns: string;
  readonly name: string;
  /** Whether the host answered. One that did not says nothing of scopes and ports. */
  readonly up: boolean;
  /** The scanner. */
  readonly capability: string;
  readonly technologies: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly metadata: Metadata;
  readonly tags: readonly string[];
  readonly attackSurface: readonly string[];
  readonly origins: readonly string[];
  readonly import?: string;
  readonly discovery?: string;
}

/** A host that does not answer lets nobody reach any of its ports. */
export const NOTHING_ANSWERS: readonly LookedAt[] = [
  { protocol: 'tcp', ranges: '1-65535', otherwise: 'filtered' },
  { protocol: 'udp', ranges: '1-65535', otherwise: 'filtered' },
  { protocol: 'sctp', ranges: '1-65535', otherwise: 'filtered' },
];
