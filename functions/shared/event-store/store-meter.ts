import { itemOf, pageItemOf } from './dynamo-item.ts';
import type { TipWrite, WriteResult } from './event-store.ts';
import { readUnitsOf, writeUnitsOf } from './size.ts';

/** The calls to a store so far. Units are those of DynamoDB, and 0 where they are not counted. */
export interface StoreUsage {
  readonly reads: number;
  readonly writes: number;
  /** Writes that did not go through. */
  readonly refused: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts reads and writes, and units as well where it is told to, which takes time. */
export class StoreMeter {
  readonly #units: boolean;
  #usage = { reads: 0, writes: 0, refused: 0, readUnits: 0, writeUnits: 0 };

  constructor(units = false) {
    this.#units = units;
  }

  get usage(): StoreUsage {
    return { ...this.#usage };
  }

  read(items: readonly object[]): void {
    this.#usage.reads += 1;
    if (this.#units) this.#usage.readUnits += readUnitsOf(items);
  }

  /** A mark alone is one small item. */
  mark(isNew: boolean): void {
    this.#usage.writes += 1;
    if (!isNew) this.#usage.refused += 1;
    if (this.#units) this.#usage.writeUnits += 1;
  }

  /** A refused write costs as much as one that goes through, and a transaction twice as much. */
  write(write: TipWrite, { kind }: WriteResult): void {
    this.#usage.writes += 1;
    if (kind !== 'written') this.#usage.refused += 1;
    if (!this.#units) return;
    const pages = write.page.length > 0 ? [pageItemOf(write)] : [];
    const others = (write.guards ?? []).length + (write.mark ? 1 : 0);
    const items = [itemOf(write.stream, write.tip), ...pages];
    const units = items.reduce((sum, item) => sum + writeUnitsOf(item), others);
    this.#usage.writeUnits += pages.length + others > 0 ? units * 2 : units;
  }
}
