import * as z from 'zod';
import { Refusal } from '#schemas/errors.ts';
import { defineEvent } from '#schemas/event.ts';
import { AccountId, Actor, CommandId, CorrelationId, Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { derivedId } from '#shared/identity.ts';

const Opened = defineEvent('CounterOpened', 1, z.strictObject({ label: z.string() }));
const Added = defineEvent('CounterAdded', 1, z.strictObject({ by: z.int(), note: z.string().optional() }));
const CounterEvent = z.discriminatedUnion('type', [Opened, Added]);
type CounterEvent = z.infer<typeof CounterEvent>;

const CounterState = z.strictObject({ label: z.string(), total: z.int(), due: Instant.optional() });
type CounterState = z.infer<typeof CounterState>;

export type CounterCommand =
  | { readonly kind: 'open'; readonly label: string }
  | { readonly kind: 'add'; readonly by: number; readonly note?: string }
  | { readonly kind: 'add-each'; readonly each: readonly number[] };

/** The smallest aggregate that shows everything a store must do. */
export const counter: Aggregate<CounterState, CounterCommand, CounterEvent> = {
  type: 'Counter',
  service: 'asset',
  prefix: 'COUNTER',
  shards: 3,
  state: CounterState,
  stateVersion: 1,
  events: CounterEvent,
  upcasters: {},
  decide(command, state) {
    if (command.kind === 'open') {
      if (state) throw new Refusal('already-exists', 'the counter is open');
      return [{ type: 'CounterOpened', version: 1, data: { label: command.label } }];
    }
    if (!state) throw new Refusal('not-found', 'there is no such counter');
    const each = command.kind === 'add-each' ? command.each : [command.by];
    const note = command.kind === 'add' ? command.note : undefined;
    return each
      .filter((by) => by !== 0)
      .map((by) => ({ type: 'CounterAdded', version: 1, data: { by, ...(note !== undefined && { note }) } }));
  },
  evolve(state, event) {
    switch (event.type) {
      case 'CounterOpened':
        return { label: event.data.label, total: 0 };
      case 'CounterAdded':
        return { label: state?.label ?? '', total: (state?.total ?? 0) + event.data.by };
      default:
        return event satisfies never;
    }
  },
  index: (state) => ({
    byType: { partition: 'TYPE#counter', sort: `LABEL#${state.label}` },
    byStatus: {
      partition: `STATUS#${state.total === 0 ? 'empty' : 'used'}`,
      sort: `TOTAL#${String(state.total).padStart(6, '0')}`,
    },
    ...(state.total < 0 && { due: '2026-01-01T00:00:00.000Z' }),
    summary: { label: state.label, total: state.total },
  }),
};

export const newAccount = (name: string): AccountId =>
  AccountId.parse(derivedId('test', name, String(performance.now())));

let commands = 0;

/** A context with a command id of its own unless one is given. */
export function contextFor(accountId: AccountId, commandId?: string, body?: string): CommandContext {
  commands += 1;
  const id = commandId ?? `cmd-${commands}`;
  return {
    accountId,
    actor: Actor.parse('user:tester@example.com'),
    commandId: CommandId.parse(id),
    body: body ?? id,
    correlationId: CorrelationId.parse('corr-1'),
    causationId: 'request-1',
    now: '2026-11-24T08:00:00.000Z',
  };
}

/** Lists show what they have read, as it is. */
export const show = <Item>(item: Item): Item => item;
