import type { AccountId, Instant } from '#schemas/primitives.ts';

/** What is counted, for one account and one span of time. */
export interface Counter {
  readonly accountId: AccountId;
  /** `jobs`, or `failed-exchanges#{key}`. */
  readonly name: string;
  /** `2026-11-25`. */
  readonly span: string;
  /** When nobody asks for it any more, and the table drops it. */
  readonly expiresAt: Instant;
}

/** A place to work, which one holder has at a time. */
export interface Seat {
  readonly accountId: AccountId;
  readonly name: string;
}

export interface Holding {
  readonly holder: string;
  readonly now: Instant;
  /** From then on others may take the seat: its holder has died. */
  readonly until: Instant;
}

/**
 * Counters with a most, and seats. Each method is one conditional write of one item, or one read. So no number of
 * racing callers gets past the most. All throw TransientFailure where trying again may help.
 */
export interface Counters {
  /** Adds, where the sum stays within `most`. An answer that is lost may count twice, and never counts too little. */
  take(counter: Counter, amount: number, most: number): Promise<boolean>;
  giveBack(counter: Counter, amount: number): Promise<void>;
  used(counter: Counter): Promise<number>;
  /** Takes a free seat, or one's own again. */
  sit(seat: Seat, holding: Holding): Promise<boolean>;
  /** Leaves the seat; nothing where another has it. */
  rise(seat: Seat, holding: Pick<Holding, 'holder' | 'now'>): Promise<void>;
}

/** Each has a partition of its own: those of a busy account are not in the way of its things. */
export const counterAddressOf = ({ accountId, name, span }: Omit<Counter, 'expiresAt'>) => ({
  PK: `ACCOUNT#${accountId}#LIMIT#${name}`,
  SK: span,
});

export const seatAddressOf = ({ accountId, name }: Seat) => ({
  PK: `ACCOUNT#${accountId}#LIMIT#${name}`,
  SK: 'SEAT',
});
