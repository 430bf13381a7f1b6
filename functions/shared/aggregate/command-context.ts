import type { AccountId, Actor, CommandId, CorrelationId, Instant } from '#schemas/primitives.ts';
import type { WriterClock } from '#shared/event-store/clock.ts';

/** Everything about a command that is not the command: for whom, by whom, when, and because of what. */
export interface CommandContext {
  readonly accountId: AccountId;
  readonly actor: Actor;
  /** The id of the API key that the actor came with: one person has several, and one of them may be stolen. */
  readonly credential?: string | undefined;
  /** Makes a repeat harmless: made of the client's Idempotency-Key, or derived from the event that caused it. */
  readonly commandId: CommandId;
  /** How deployments before this one spelled the id of the same request of a client: their writes are recognised by it. */
  readonly formerId?: CommandId;
  /**
   * The content that the id stands for: the bytes that the client sent. The same id with another body is refused.
   * Absent for derived ids: they stand for one thing by themselves, and another version of the code may spell that
   * thing with one field more.
   */
  readonly body?: string | undefined;
  readonly correlationId: CorrelationId;
  readonly causationId: string;
  readonly discoveryId?: string;
  /**
   * The clock of a foreign system, such as the legacy one: how much of the thing it has seen. The written tip's clock
   * is then not before it.
   */
  readonly foreignClock?: WriterClock;
  readonly now: Instant;
}
