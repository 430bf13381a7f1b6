import { defined } from '#schemas/defined.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import { mergeClocks, tick } from '#shared/event-store/clock.ts';
import { liveIn, type Stored, type Tip, type TipWrite } from '#shared/event-store/event-store.ts';
import { remember } from '#shared/event-store/recent.ts';
import { writeAfter } from '#shared/event-store/tip.ts';
import type { Aggregate } from './aggregate.ts';
import type { CommandContext } from './command-context.ts';
import { folded } from './current-state.ts';
import { envelopesOf } from './envelopes.ts';
import type { Execution } from './execute.ts';
import { markOf } from './once.ts';
import { dataOf, streamOf } from './stored-state.ts';

/** The write that follows from the events decided on `stored` and `state`, and the state after it. */
export function nextWrite<S, C, E extends DomainEvent>(
  writer: string,
  aggregate: Aggregate<S, C, E>,
  { key, context, guards, once }: Execution<C>,
  stored: Stored | undefined,
  state: S | undefined,
  events: readonly E[],
): { write: TipWrite<Tip>; next: S } {
  assertMayOwn(context);
  const [tip, before] = [liveIn(stored), stored?.version ?? 0];
  const clock = tick(mergeClocks(tip?.clock ?? {}, context.foreignClock ?? {}), writer, 1, context.now);
  const version = before + events.length;
  const added = envelopesOf(aggregate, key, before, events, context, clock);
  const next = folded(aggregate, state, events);
  const write = writeAfter(
    streamOf(aggregate, context.accountId, key),
    stored,
    {
      type: aggregate.type,
      version,
      schema: aggregate.stateVersion,
      data: dataOf(aggregate, next),
      recent: remember(tip?.recent ?? new Uint8Array(), context.commandId, context.body, version),
      clock,
      index: aggregate.index(next),
      ...defined({ fold: aggregate.fold === 1 ? undefined : aggregate.fold }),
    },
    added,
  );
  const mark = once ? markOf(context) : undefined;
  return { write: defined({ ...write, guards, mark }), next };
}

/** No user and no key ever writes a thing that has no tenant; only operators and services do. */
function assertMayOwn({ accountId, actor }: CommandContext): void {
  if (accountId !== PLATFORM_ACCOUNT || /^(operator|service):/.test(actor)) return;
  throw new TerminalFailure('platform-account', `${actor} may not write things of the platform`);
}
