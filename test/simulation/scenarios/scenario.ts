import type { Invariant } from '../invariants/invariant.ts';
import type { Platform } from '../platform/platform.ts';

/** A small world, and what must be true of it however its parts interleave and fail. */
export interface Scenario<A = unknown> {
  readonly name: string;
  /** How many seeds the check runs. */
  readonly seeds: number;
  /** Puts the actors into the world: services, clients, followers. Small numbers of everything, chosen by the world's choices. */
  actors(platform: Platform): A | Promise<A>;
  /** Beside those of `always`. */
  readonly invariants: readonly Invariant<NoInfer<A>>[];
}

/** A scenario whose invariants may look at what its actors know. */
export const scenario = <A>(given: Scenario<A>): Scenario => given as unknown as Scenario;
