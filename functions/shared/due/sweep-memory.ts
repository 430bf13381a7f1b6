import type { Instant } from '#schemas/primitives.ts';

/** Remembers, per shard of the due index, when the last sweep began that sent everything there. */
export interface SweepMemory {
  /** Undefined where there was none. */
  lastSuccess(shard: number): Promise<Instant | undefined>;
  /** Keeps the later of `at` and the time that is kept: two sweeps may overlap. */
  succeeded(shard: number, at: Instant): Promise<void>;
}

export class InMemorySweepMemory implements SweepMemory {
  readonly #at = new Map<number, Instant>();

  async lastSuccess(shard: number): Promise<Instant | undefined> {
    return this.#at.get(shard);
  }

  async succeeded(shard: number, at: Instant): Promise<void> {
    const known = this.#at.get(shard);
    if (known === undefined || known < at) this.#at.set(shard, at);
  }
}
