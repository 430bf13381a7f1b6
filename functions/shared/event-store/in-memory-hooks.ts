import type { Pause } from '#shared/runtime/backoff.ts';
import type { TipWrite } from './event-store.ts';

/** A call to the store, with its thing or partition. */
export interface StoreOperation {
  readonly kind: 'read' | 'write' | 'paged' | 'query-index' | 'query-base' | 'due' | 'expire-pages';
  readonly of: string;
}

/** Where a simulator, or a test, takes part in a store's calls. */
export interface StoreHooks {
  /** Runs before an operation reaches the table. It may wait; where it throws, nothing has happened. */
  readonly before?: (operation: StoreOperation) => Promise<void>;
  /** Runs behind it and before its answer. It may wait; where it throws, the answer is lost. */
  readonly after?: (operation: StoreOperation) => Promise<void>;
  /** Whether a transaction of another is in the way of this write. */
  readonly busy?: (write: TipWrite) => boolean;
  /** How many of the newest changes the indexes do not show yet. */
  readonly indexLag?: () => number;
  readonly pause?: Pause;
  /** Counts read and write units as well, which takes time. */
  readonly metered?: boolean;
}
