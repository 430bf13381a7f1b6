import { defined } from '#schemas/defined.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { Tip, TipWrite } from '#shared/event-store/event-store.ts';
import { remember } from '#shared/event-store/recent.ts';
import { tick, writeAfter } from '#shared/event-store/tip.ts';
import type { Aggregate } from './aggregate.ts';
import { envelopesOf } from './envelopes.ts';
import type { Execution } from './execute.ts';
import { markOf } from './once.ts';
import { dataOf, streamOf } from './stored-state.ts';

/** The write that what was decided on `tip` and `state` leads to, and the state after it. */
export function nextWrite<S, C, E extends DomainEvent>(
  writer: string,
  aggregate: Aggregate<S, C, E>,
  { key, context, guards, once }: Execution<C>,
  tip: Tip | undefined,
  state: S | undefined,
  events: readonly E[],
): { write: TipWrite; next: S } {
  const [before, clock] = [tip?.version ?? 0, tick(tip?.clock ?? {}, writer, 1, context.now)];
  const version = before + events.length;
  const added = envelopesOf(aggregate, key, before, events, context, clock);
  const next = folded(aggregate, state, events);
  const write = writeAfter(
    streamOf(aggregate, context.accountId, key),
    tip,
    {
      type: aggregate.type,
      version,
      schema: aggregate.stateVersion,
      data: dataOf(aggregate, next),
      recent: remember(tip?.recent ?? new Uint8Array(), context.commandId, context.body, version),
      clock,
      index: aggregate.index(next),
    },
    added,
  );
  const mark = once ? markOf(context) : undefined;
  return { write: defined({ ...write, guards, mark }), next };
}

function folded<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  state: S | undefined,
  [first, ...others]: readonly E[],
): S {
  if (first === undefined) throw new TypeError('a write needs an event');
  return others.reduce<S>(
    (current, event) => aggregate.evolve(current, event),
    aggregate.evolve(state, first),
  );
}
