import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { GuardLost, Refusal, VersionConflict } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { EventStore, Guard, Tip, TipWrite } from '#shared/event-store/event-store.ts';
import { recall, remember } from '#shared/event-store/recent.ts';
import { tick, writeAfter } from '#shared/event-store/tip.ts';
import type { Aggregate } from './aggregate.ts';
import type { CommandContext } from './command-context.ts';
import { envelopesOf } from './envelopes.ts';
import { eventsAfter } from './history.ts';
import { dataOf, domainEventOf, stateOf, streamOf } from './stored-state.ts';

/** How often the loser of a race decides again before the caller is told. */
const MAX_RELOADS = 3;

export interface Execution<Command> {
  readonly key: string;
  readonly command: Command;
  readonly context: CommandContext;
  /** From If-Match: any other version is refused, and never tried again. */
  readonly expectedVersion?: number;
  /** `absent`: write first and read only when something is there: one round trip for what is new. */
  readonly assume?: 'absent';
  /** What the command was made from beside its own thing: see `guardOn` and `reloading`. */
  readonly guards?: readonly Guard[];
}

export interface Outcome<State, Event> {
  readonly key: string;
  /** What the command led to; for a repeat, what it led to the first time. */
  readonly version: number;
  /** As it is now. */
  readonly state: State | undefined;
  /** What the command decided; for a repeat, what it decided the first time. */
  readonly events: readonly Event[];
  readonly changed: boolean;
  readonly replayed: boolean;
}

/**
 * Runs one command: load, decide, one conditional write. Of N racing writers one wins each version; the others decide again on what
 * they lost to, at most three times.
 *
 * @throws Refusal `version-mismatch` (If-Match is stale), `idempotency-mismatch` (the same command id with another body), or the domain's own
 * @throws VersionConflict when every attempt lost
 * @throws GuardLost when one of `guards` has changed. A command that changes nothing writes nothing, and checks no guard.
 */
export async function execute<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  execution: Execution<C>,
): Promise<Outcome<S, E>> {
  const stream = streamOf(aggregate, execution.context.accountId, execution.key);
  // A version above 0 in If-Match says that something is there.
  const assumed = execution.assume === 'absent' && !execution.expectedVersion;
  let tip = assumed ? undefined : await store.load(stream);
  let expected = tip?.version ?? 0;
  for (let reloads = 0; reloads <= MAX_RELOADS; reloads += 1) {
    const repeat = await repeatOf(store, aggregate, execution, tip);
    if (repeat) return repeat;
    assertExpected(execution, tip);
    const state = tip && stateOf(aggregate, tip);
    const events = aggregate.decide(execution.command, state, execution.context);
    if (events.length === 0) {
      return {
        key: execution.key,
        version: tip?.version ?? 0,
        state,
        events,
        changed: false,
        replayed: false,
      };
    }
    const { write, next } = nextWrite(store.writer, aggregate, execution, tip, state, events);
    const result = await store.write(write);
    if (result.kind === 'written') {
      return {
        key: execution.key,
        version: write.tip.version,
        state: next,
        events,
        changed: true,
        replayed: false,
      };
    }
    if (result.kind === 'guard-lost') throw guardLost(execution.key, result.lost);
    expected = write.expectedVersion;
    tip = result.current;
  }
  throw new VersionConflict(execution.key, expected, tip?.version ?? 0);
}

/** A command that is remembered is answered as the first time, without deciding anything again. */
async function repeatOf<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  { key, context }: Execution<C>,
  tip: Tip | undefined,
): Promise<Outcome<S, E> | undefined> {
  if (!tip) return undefined;
  const remembered = recall(tip.recent, context.commandId, context.body);
  switch (remembered.kind) {
    case 'unknown':
      return undefined;
    case 'other-body':
      throw new Refusal(
        'idempotency-mismatch',
        `the idempotency key ${context.commandId} stands for another request`,
        {
          errors: [{ path: 'header.Idempotency-Key', message: 'must be a new one for a new request' }],
        },
      );
    case 'repeat': {
      const envelopes = await firstTime(store, aggregate, tip, context, remembered);
      const events = envelopes.map((envelope) => domainEventOf(aggregate, envelope));
      return {
        key,
        version: remembered.version,
        state: stateOf(aggregate, tip),
        events,
        changed: true,
        replayed: true,
      };
    }
    default:
      return remembered satisfies never;
  }
}

/**
 * The events of a remembered command: in the tip as a rule, in the pages when much has happened since. Only the last ones in a row are its own:
 * the id may have stood for an earlier command, which is forgotten.
 */
async function firstTime<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
  { accountId, commandId }: CommandContext,
  { after, version }: { readonly after: number; readonly version: number },
): Promise<readonly Envelope[]> {
  const stream = streamOf(aggregate, accountId, tip.key);
  const events = await eventsAfter(store, stream, tip, after, version - after);
  return events.slice(events.findLastIndex(({ metadata }) => metadata.command_id !== commandId) + 1);
}

function assertExpected(execution: Execution<unknown>, tip: Tip | undefined): void {
  const { expectedVersion, key } = execution;
  const actual = tip?.version ?? 0;
  if (expectedVersion === undefined || expectedVersion === actual) return;
  throw new Refusal('version-mismatch', `${key} is at version ${actual}, not ${expectedVersion}`, {
    details: { expected: expectedVersion, actual },
  });
}

function nextWrite<S, C, E extends DomainEvent>(
  writer: string,
  aggregate: Aggregate<S, C, E>,
  { key, context, guards }: Execution<C>,
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
  return { write: defined({ ...write, guards }), next };
}

const guardLost = (key: string, [first]: readonly Guard[]): GuardLost =>
  new GuardLost(key, { key: first?.stream.key ?? '', version: first?.version ?? 0 });

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
