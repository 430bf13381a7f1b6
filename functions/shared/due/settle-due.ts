import { NewerThanReader, TerminalFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { Actor, CorrelationId, type Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { currentState } from '#shared/aggregate/current-state.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import type { DueMessage } from './due-message.ts';

/** Settles the due things of one kind of aggregate. */
export interface DueHandler {
  /** The type of the aggregate: the key of its handler. */
  readonly type: string;
  settle(store: EventStore, tip: Tip, message: DueMessage, now: Instant): Promise<void>;
}

/** By the type of the aggregate. */
export type DueHandlers = Readonly<Record<string, DueHandler | undefined>>;

/**
 * The command that one kind of aggregate gets when it is due. The command must look at the state and move or clear
 * the due date. If it leaves the date, the thing would be swept for ever, so it is parked.
 *
 * @example onDue(Asset, { type: 'ExpireAsset' })
 */
export function onDue<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  command: NoInfer<C>,
): DueHandler {
  return {
    type: aggregate.type,
    async settle(store, tip, message, now) {
      const context = dueContext(aggregate, tip, message, now);
      const outcome = await execute(store, aggregate, { key: tip.key, command, context });
      const state = outcome.state ?? (await currentState(store, aggregate, tip));
      const { due } = aggregate.index(state);
      if (due !== undefined && due <= message.due) {
        throw new TerminalFailure(
          'still-due',
          `${aggregate.type} ${tip.key} is still due at ${due} after its command`,
        );
      }
    },
  };
}

/** The same due date always sends the same command, however often it is swept. */
function dueContext<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
  message: DueMessage,
  now: Instant,
): CommandContext {
  const commandId = derivedCommandId('due', tip.accountId, aggregate.type, tip.key, message.due);
  return {
    accountId: tip.accountId,
    actor: Actor.parse(`service:${aggregate.service}`),
    commandId,
    correlationId: CorrelationId.parse(commandId),
    causationId: `due:${message.due}`,
    now,
  };
}

/** Settles one message of the due queue. A thing that is gone, or is due at another time by now, needs nothing. */
export async function settleDue(
  store: EventStore,
  handlers: DueHandlers,
  message: DueMessage,
  now: Instant,
): Promise<void> {
  const tip = await store.loadAt({ PK: message.PK, SK: message.SK });
  if (tip?.index.due !== message.due || message.due > now) return;
  const handler = Object.hasOwn(handlers, tip.type) ? handlers[tip.type] : undefined;
  if (!handler) throw new NewerThanReader('no-due-handler', `nothing handles a due ${tip.type} here yet`);
  await handler.settle(store, tip, message, now);
}
