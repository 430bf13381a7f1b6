import type { Envelope } from '#schemas/envelope.ts';
import type { Address, StreamId } from './address.ts';
import type { BaseItem, Stored, SummaryItem } from './event-store.ts';

export interface Row {
  readonly address: Address;
  readonly stored: Stored;
  readonly pages: readonly Envelope[];
}

/** One write of a tip, as the table's stream tells it. */
export interface Change {
  /** From 1, over the whole table. */
  readonly sequence: number;
  readonly stream: StreamId;
  readonly address: Address;
  readonly before?: Stored;
  readonly after: Stored;
}

/** The part of a tip that the table shows of it where only summaries are asked for. */
export const summaryOf = ({ SK, tip: { key, version, index } }: BaseItem): SummaryItem => ({
  SK,
  key,
  version,
  summary: index.summary,
});

export const rowKey = ({ PK, SK }: Address): string => `${PK}\n${SK}`;
