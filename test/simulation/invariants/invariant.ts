import type { Platform } from '../platform/platform.ts';

/** A sentence that is true of every run once it is at rest. */
export interface Invariant<A = unknown> {
  readonly name: string;
  /** In which way it is not true; nothing where it is. */
  check(platform: Platform, actors: A): string[] | Promise<string[]>;
}

/** Where a run breaks an invariant. */
export interface Violation {
  readonly invariant: string;
  readonly how: string;
}
