import type { Envelope } from '#schemas/envelope.ts';
import { Refusal } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { CommandId } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
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

/** What was done of a command before. */
interface Done<S, E> {
  /** The answer to a repeat: that of the first time, without deciding anything again. */
  readonly repeat?: Outcome<S, E>;
  /** The events of the ids in `begunAs`, in the order in which they happened. */
  readonly begun: readonly E[];
}

/**
 * Looks for the first time of a command, and for what another version of the code did of it under the ids in
 * `begunAs`.
 */
export async function doneOf<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  { context, since, begunAs = [] }: Execution<C>,
  tip: Tip | undefined,
): Promise<Done<S, E>> {
  if (!tip) return { begun: [] };
  const remembered = recallCommand(tip, context);
  if (remembered.kind === 'other-body') {
    throw new Refusal('idempotency-mismatch', 'this Idempotency-Key stands for another request', {
      errors: [{ path: 'header.Idempotency-Key', message: 'must be a new one for a new request' }],
    });
  }
  const known = remembered.kind === 'repeat' ? remembered : undefined;
  const ownId = known?.commandId ?? context.commandId;
  const stream = streamOf(aggregate, context.accountId, tip.key);
  const commandIds = new Set<string>(known ? begunAs : [ownId, ...begunAs]);
  const forgotten =
    since === undefined || commandIds.size === 0
      ? []
      : await earlierEvents(store, stream, tip, { commandIds, since });
  const firstTimes = [];
  for (const first of [...begunAs.flatMap((id) => repeatIn(tip, id)), ...(known ? [known] : [])]) {
    firstTimes.push(...(await firstTime(store, stream, tip, first)));
  }
  const [own, others] = split([...forgotten, ...firstTimes], ownId);
  const begun = others.map((envelope) => domainEventOf(aggregate, envelope));
  if (!known && own.length === 0) return { begun };
  const state = await currentState(store, aggregate, tip);
  const events = [...begun, ...own.map((envelope) => domainEventOf(aggregate, envelope))];
  const version = known?.version ?? own.at(-1)?.aggregate_version ?? tip.version;
  return { begun, repeat: { key: tip.key, version, state, events, changed: true, replayed: true } };
}

type FirstTime = Extract<RememberedCommand, { readonly kind: 'repeat' }>;

/** What an id of the platform's own led to, where it is remembered. */
function repeatIn({ recent }: Tip, commandId: CommandId): FirstTime[] {
  const known = recall(recent, commandId, undefined);
  return known.kind === 'repeat' ? [{ ...known, commandId }] : [];
}

function split(events: readonly Envelope[], ownId: string): [Envelope[], Envelope[]] {
  const isOwn = ({ metadata }: Envelope) => metadata.command_id === ownId;
  return [events.filter(isOwn), events.filter((event) => !isOwn(event))];
}

/**
 * The events of a remembered command: in the tip as a rule, in the pages when much has happened since. Only the last
 * ones in a row are its own: the id may have stood for an earlier command, which is forgotten.
 */
async function firstTime(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  { commandId, after, version }: FirstTime,
): Promise<readonly Envelope[]> {
  const from = Math.max(after, tip.base ?? 0);
  const events = await eventsAfter(store, stream, tip, from, version - from);
  return events.slice(events.findLastIndex(({ metadata }) => metadata.command_id !== commandId) + 1);
}
