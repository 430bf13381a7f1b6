import type { AccountId, Actor, CommandId, CorrelationId, Instant } from '#schemas/primitives.ts';

/** Everything about a command that is not the command: for whom, by whom, when, and because of what. */
export interface CommandContext {
  readonly accountId: AccountId;
  readonly actor: Actor;
  /** Makes a repeat harmless: the client's Idempotency-Key, or derived from the event that caused it. */
  readonly commandId: CommandId;
  /** What the id stands for: the client's own bytes, or the command as JSON. The same id with another body is refused. */
  readonly body: string;
  readonly correlationId: CorrelationId;
  readonly causationId: string;
  readonly discoveryId?: string;
  readonly now: Instant;
}
