import { type Failure, GuardLost, Refusal, TransientFailure, VersionConflict } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { CommandId, Instant } from '#schemas/primitives.ts';
import {
  type EventStore,
  type Guard,
  liveIn,
  type Stored,
  type Tip,
} from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import type { CommandContext } from './command-context.ts';
import { currentState } from './current-state.ts';
import { nextWrite } from './next-write.ts';
import { decideOnce, doneBefore, markedNothing } from './once.ts';
import { doneOf } from './repeat.ts';
import { streamOf } from './stored-state.ts';

/** How often the loser of a race, or of a transaction in its way, decides again before the caller is told. */
const MAX_RELOADS = 3;

export interface Execution<Command> {
  readonly key: string;
  readonly command: Command;
  readonly context: CommandContext;
  /** From If-Match: any other version is refused, and never tried again. */
  readonly expectedVersion?: number;
  /** `absent`: write first, and read only when something is there. A new thing then takes one round trip. */
  readonly assume?: 'absent';
  /**
   * The thing as the caller has just read it, which is then not read again. Should it have changed since, the write
   * loses, and the command is decided on what is there by then.
   */
  readonly loaded?: Tip;
  /**
   * When the cause of the command began. A repeat is then answered like the first time however much has happened
   * since, and not only within the window of remembered commands.
   */
  readonly since?: Instant;
  /**
   * Further ids under which another version of the code may have done this work, or parts of it. Their events are
   * answered before the command's own. The command itself is decided on the state that they left.
   */
  readonly begunAs?: readonly CommandId[];
  /** Other things that the command was made from: see `guardOn` and `reloading`. */
  readonly guards?: readonly Guard[];
  /**
   * Makes a repeat harmless for ever, and not only among the last 32 commands of the thing: for effects on things
   * that many events touch. The command's id becomes an item of its own in the same transaction, which costs as much
   * again as the write. It is put as well where nothing was to be done: the repeat then does nothing, too.
   */
  readonly once?: boolean;
}

export interface Outcome<State, Event> {
  readonly key: string;
  /** The version after the command; for a repeat, the version after the first time. */
  readonly version: number;
  /** As it is now. */
  readonly state: State | undefined;
  /** The command's events, after those under `begunAs`; for a repeat, those of the first time. */
  readonly events: readonly Event[];
  readonly changed: boolean;
  readonly replayed: boolean;
}

/**
 * Runs one command: load, decide, one conditional write. Of N racing writers, one wins each version. The others
 * decide again on the new state: at once, then twice, each time after a pause.
 *
 * @throws Refusal `version-mismatch` (If-Match is stale), `idempotency-mismatch` (the same command id with another
 * body), or the domain's own
 * @throws VersionConflict when every attempt lost
 * @throws GuardLost when one of `guards` has changed. A command that changes nothing writes no
 * more than its mark, and checks no guard.
 * @throws TransientFailure `busy` when transactions of others were in the way to the end
 */
export async function execute<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  execution: Execution<C>,
): Promise<Outcome<S, E>> {
  const { key } = execution;
  const stream = streamOf(aggregate, execution.context.accountId, key);
  // A version above 0 in If-Match says that something is there.
  const assumed = execution.assume === 'absent' && !execution.expectedVersion;
  let stored: Stored | undefined = assumed ? undefined : (execution.loaded ?? (await store.load(stream)));
  let lost: Failure | undefined;
  for (let reloads = 0; reloads <= MAX_RELOADS; reloads += 1) {
    // The first conflict brings the newer item along. A writer that loses again makes way, and its knowledge is old
    // after that.
    if (lost && (reloads > 1 || lost.kind === 'transient')) {
      await store.pause(reloads);
      stored = await store.stored(stream);
    }
    const tip = liveIn(stored);
    const { repeat, begun } = await doneOf(store, aggregate, execution, tip);
    if (repeat) return repeat;
    assertExpected(execution, tip);
    const context = notBefore(tip, execution.context);
    const state = tip && (await currentState(store, aggregate, tip));
    const decided = await decideOnce(store, execution, () =>
      aggregate.decide(execution.command, state, context),
    );
    if (decided === 'done') return doneBefore(key, tip, state);
    const events = decided;
    const common = { key, events: [...begun, ...events], replayed: false };
    if (events.length === 0 && !(await markedNothing(store, execution))) return doneBefore(key, tip, state);
    if (events.length === 0) return { ...common, version: tip?.version ?? 0, state, changed: false };
    const { write, next } = nextWrite(
      store.writer,
      aggregate,
      { ...execution, context },
      stored,
      state,
      events,
    );
    const result = await store.write(write);
    switch (result.kind) {
      case 'written':
        return {
          ...common,
          version: write.tip.version,
          state: result.since ? await currentState(store, aggregate, result.since) : next,
          changed: true,
        };
      case 'marked':
        return doneBefore(key, tip, state);
      case 'guard-lost':
        throw guardLost(key, result.lost);
      case 'busy':
        lost = new TransientFailure('busy', `${key} is kept busy by transactions of others`);
        break;
      case 'conflict':
        lost = new VersionConflict(key, write.expectedVersion, result.current?.version ?? 0);
        stored = result.current;
        break;
      default:
        throw result satisfies never;
    }
  }
  throw lost ?? new TypeError('a command has one attempt at least');
}

/** Clocks of writers differ. Within one aggregate time never goes back: a change is at least as late as the one before it. */
function notBefore(tip: Tip | undefined, context: CommandContext): CommandContext {
  const latest = tip?.events.at(-1)?.timestamp ?? context.now;
  return latest > context.now ? { ...context, now: latest } : context;
}

function assertExpected(execution: Execution<unknown>, tip: Tip | undefined): void {
  const { expectedVersion, key } = execution;
  const actual = tip?.version ?? 0;
  if (expectedVersion === undefined || expectedVersion === actual) return;
  throw new Refusal('version-mismatch', `${key} is at version ${actual}, not ${expectedVersion}`, {
    details: { expected: expectedVersion, actual },
  });
}

const guardLost = (key: string, [first]: readonly Guard[]): GuardLost =>
  new GuardLost(key, { key: first?.stream.key ?? '', version: first?.version ?? 0 });
