import type { Envelope } from '#schemas/envelope.ts';
import { Refusal } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId, CommandId } from '#schemas/primitives.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { type Remembered, recall } from '#shared/event-store/recent.ts';
import type { Aggregate } from './aggregate.ts';
import type { CommandContext } from './command-context.ts';
import { currentState } from './current-state.ts';
import { earlierEvents } from './earlier.ts';
import type { Execution, Outcome } from './execute.ts';
import { eventsAfter } from './history.ts';
import { domainEventOf, streamOf } from './stored-state.ts';

export type RememberedCommand =
  | Exclude<Remembered, { readonly kind: 'repeat' }>
  | (Extract<Remembered, { readonly kind: 'repeat' }> & { readonly commandId: CommandId });

/**
 * The memory of a thing of one command, under the id that the command has or had. A former id counts only for the
 * same request: else it may be an id of the platform's own, which a client's key can equal.
 */
export function recallCommand(
  { recent }: Pick<Tip, 'recent'>,
  { commandId, formerId, body }: Pick<CommandContext, 'commandId' | 'formerId' | 'body'>,
): RememberedCommand {
  const latest = recall(recent, commandId, body);
  if (latest.kind === 'repeat') return { ...latest, commandId };
  if (latest.kind === 'other-body' || formerId === undefined || body === undefined) return latest;
  const former = recall(recent, formerId, body);
  return former.kind === 'repeat' ? { ...former, commandId: formerId } : latest;
}

/** A command that is remembered is answered as the first time, without deciding anything again. */
export async function repeatOf<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  { context, since }: Execution<C>,
  tip: Tip | undefined,
): Promise<Outcome<S, E> | undefined> {
  if (!tip) return undefined;
  const remembered = recallCommand(tip, context);
  switch (remembered.kind) {
    case 'unknown': {
      if (since === undefined) return undefined;
      const stream = streamOf(aggregate, context.accountId, tip.key);
      const envelopes = await earlierEvents(store, stream, tip, { commandId: context.commandId, since });
      return envelopes.length === 0 ? undefined : replayOf(store, aggregate, tip, envelopes);
    }
    case 'other-body':
      throw new Refusal('idempotency-mismatch', 'this Idempotency-Key stands for another request', {
        errors: [{ path: 'header.Idempotency-Key', message: 'must be a new one for a new request' }],
      });
    case 'repeat': {
      const envelopes = await firstTime(store, aggregate, tip, context.accountId, remembered);
      return { ...(await replayOf(store, aggregate, tip, envelopes)), version: remembered.version };
    }
    default:
      return remembered satisfies never;
  }
}

async function replayOf<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
  envelopes: readonly Envelope[],
): Promise<Outcome<S, E>> {
  return {
    key: tip.key,
    version: envelopes.at(-1)?.aggregate_version ?? tip.version,
    state: await currentState(store, aggregate, tip),
    events: envelopes.map((envelope) => domainEventOf(aggregate, envelope)),
    changed: true,
    replayed: true,
  };
}

/**
 * The events of a remembered command: in the tip as a rule, in the pages when much has happened since. Only the last ones in a row are its own:
 * the id may have stood for an earlier command, which is forgotten.
 */
async function firstTime<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
  accountId: AccountId,
  { commandId, after, version }: Extract<RememberedCommand, { readonly kind: 'repeat' }>,
): Promise<readonly Envelope[]> {
  const stream = streamOf(aggregate, accountId, tip.key);
  const from = Math.max(after, tip.base ?? 0);
  const events = await eventsAfter(store, stream, tip, from, version - from);
  return events.slice(events.findLastIndex(({ metadata }) => metadata.command_id !== commandId) + 1);
}
