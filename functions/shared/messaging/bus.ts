import type { Instant } from '#schemas/primitives.ts';
import type { Delivery } from './delivery.ts';
import type { CallLimits } from './pack.ts';

/** An event as the bus takes it. */
export interface BusEntry {
  /** `chariot.{service}`. */
  readonly source: string;
  /** The event's type. */
  readonly type: string;
  /** When it happened. */
  readonly time: Instant;
  /** JSON: a PublishedEvent, or a ClaimedEvent. */
  readonly detail: string;
}

/** PutEvents takes at most ten entries and 1 MB at once; half of that leaves room for how a receiver counts. */
export const BUS_LIMITS: CallLimits = { entries: 10, bytes: 512 * 1024 };

/** The bus of domain events: one port, EventBridge behind it, and a fake for tests. */
export interface Bus {
  /**
   * Publishes entries that fit one call, and answers one outcome for each, at its place. Failures of the call are outcomes; it throws nothing
   * of the bus's own.
   */
  put(entries: readonly BusEntry[]): Promise<readonly Delivery[]>;
}

/** Bytes of an entry as EventBridge counts them (User Guide, "Calculating PutEvents event entry size"). */
export const entryBytes = ({ source, type, detail }: BusEntry): number =>
  14 + Buffer.byteLength(source) + Buffer.byteLength(type) + Buffer.byteLength(detail, 'utf8');
