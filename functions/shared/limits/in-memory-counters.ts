import type { Instant } from '#schemas/primitives.ts';
import {
  type Counter,
  type Counters,
  counterAddressOf,
  type Holding,
  type Seat,
  seatAddressOf,
} from './counters.ts';

const placeOf = ({ PK, SK }: { readonly PK: string; readonly SK: string }): string => `${PK}\n${SK}`;

/** Counters that live in this process, under the same conformance suite as the real ones. */
export class InMemoryCounters implements Counters {
  readonly #used = new Map<string, number>();
  readonly #seats = new Map<string, { readonly holder: string; readonly until: Instant }>();

  async take(counter: Counter, amount: number, most: number): Promise<boolean> {
    const place = placeOf(counterAddressOf(counter));
    const sum = (this.#used.get(place) ?? 0) + amount;
    if (sum > most) return false;
    this.#used.set(place, sum);
    return true;
  }

  async giveBack(counter: Counter, amount: number): Promise<void> {
    const place = placeOf(counterAddressOf(counter));
    const left = (this.#used.get(place) ?? 0) - amount;
    if (left >= 0) this.#used.set(place, left);
  }

  async used(counter: Counter): Promise<number> {
    return this.#used.get(placeOf(counterAddressOf(counter))) ?? 0;
  }

  async sit(seat: Seat, { holder, now, until }: Holding): Promise<boolean> {
    const place = placeOf(seatAddressOf(seat));
    const held = this.#seats.get(place);
    if (held && held.holder !== holder && held.until > now) return false;
    this.#seats.set(place, { holder, until });
    return true;
  }

  async rise(seat: Seat, { holder }: Pick<Holding, 'holder' | 'now'>): Promise<void> {
    const place = placeOf(seatAddressOf(seat));
    if (this.#seats.get(place)?.holder === holder) this.#seats.delete(place);
  }
}
