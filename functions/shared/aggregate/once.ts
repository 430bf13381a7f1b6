import { isFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { Mark } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import type { CommandContext } from './command-context.ts';
import type { Execution, Outcome } from './execute.ts';

/** The mark of a command that is done once: its id, which an effect derives from event, handler, target and ordinal. */
export const markOf = ({ accountId, commandId }: CommandContext): Mark => ({ accountId, id: commandId });

/**
 * Decides; `done` where the domain refuses a command that was done before, as a thing that was opened cannot be opened again. The mark
 * itself is checked by the write, in its transaction.
 */
export async function decideOnce<C, E extends DomainEvent>(
  store: EventStore,
  { once = false, context }: Execution<C>,
  decide: () => readonly E[],
): Promise<readonly E[] | 'done'> {
  try {
    return decide();
  } catch (error) {
    const refused = isFailure(error) && error.kind === 'refused';
    if (once && refused && (await store.hasMark(markOf(context)))) return 'done';
    throw error;
  }
}

/**
 * Leaves the mark of a command that changed nothing, as its repeat may find a state that it would change.
 * Answers false where the command was done before.
 */
export const markedNothing = async <C>(
  store: EventStore,
  { once, context }: Execution<C>,
): Promise<boolean> => (once ? store.putMark(markOf(context)) : true);

/** The answer to a command whose mark is there: its events of the first time are in the history. */
export const doneBefore = <S, E>(key: string, tip: Tip | undefined, state: S | undefined): Outcome<S, E> => ({
  key,
  version: tip?.version ?? 0,
  state,
  events: [],
  changed: false,
  replayed: true,
});
