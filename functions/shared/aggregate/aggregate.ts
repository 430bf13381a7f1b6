import type * as z from 'zod';
import type { DomainEvent, Upcasters } from '#schemas/event.ts';
import type { Actor, Instant, Json } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';

/**
 * The entries of an aggregate in the indexes of its table. Partitions are prefixed by account and suffixed by shard.
 */
export interface IndexEntry {
  /** GSI1: `ACCOUNT#{account}#{partition}#{shard}` / sort. By kind, in order of creation. */
  readonly byType?: { readonly partition: string; readonly sort: string };
  /** GSI2: `ACCOUNT#{account}#{partition}#{shard}` / sort. By status, in order of priority. */
  readonly byStatus?: { readonly partition: string; readonly sort: string };
  /** GSI3: when it must be looked at again; absent when never. */
  readonly due?: Instant;
  /** The part of the state that lists show, and the only one that indexes project. */
  readonly summary: Readonly<Record<string, Json>>;
}

/**
 * A decision may depend on these beside the command and the state: the moment, and the principal that it is made for.
 */
export interface Deciding {
  readonly now: Instant;
  readonly actor: Actor;
}

/**
 * A decider: the rules of one kind of thing, pure, and how it is stored.
 *
 * `decide` answers the events of a command (none when nothing changes) or throws a Refusal. `evolve` is total and
 * never throws. Neither reads a clock nor makes an id: time and actor are the third argument of `decide`, ids arrive
 * in the command. The state of a thing that does not exist is `undefined`.
 */
export interface Aggregate<State, Command, Event extends DomainEvent> {
  /** As in `aggregate_type`. */
  readonly type: string;
  readonly service: ServiceName;
  /** First part of the sort key: `{prefix}#{key}`. */
  readonly prefix: string;
  /** Over how many partitions the things of one account spread. Never changed once there is data. */
  readonly shards: number;
  readonly state: z.ZodType<State>;
  /** Version of the state's schema; raised with an upcaster under `State`. */
  readonly stateVersion: number;
  /**
   * Generation of `evolve`; 1 where it is absent. Raised whenever `evolve` makes another state of the same events. A
   * state of an older generation is then folded again from its events.
   */
  readonly fold?: number;
  readonly events: z.ZodType<Event>;
  readonly upcasters: Upcasters;
  decide(command: Command, state: State | undefined, deciding: Deciding): readonly Event[];
  evolve(state: State | undefined, event: Event): State;
  index(state: State): IndexEntry;
}
