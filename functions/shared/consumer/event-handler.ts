import type { PublishedEvent } from '#schemas/envelope.ts';
import type { Instant } from '#schemas/primitives.ts';

/** Handles one event. Made by `effect`, `follower` or `batchFollower`. */
export interface EventHandler {
  (event: PublishedEvent, now: Instant): Promise<void>;
  /** The states that a follower copies; absent for an effect, which a replay must never reach. */
  readonly follows?: string;
  /** Handles all events of a batch in one go. Where it throws, each is handled alone. */
  readonly together?: (events: readonly PublishedEvent[]) => Promise<void>;
}
