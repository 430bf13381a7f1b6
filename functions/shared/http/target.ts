import type { DomainEvent } from '#schemas/event.ts';
import { ById } from '#schemas/thing.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { Caller } from './caller.ts';
import { keyParam } from './not-found.ts';

/** The parts of a request by which a route may find its thing. */
export interface Addressed {
  /** As the contract parses them. */
  readonly params: unknown;
  readonly caller: Caller;
}

/** Which thing a route is about. */
export interface Target {
  /** The word for a missing thing: `There is no such {kind}.` */
  readonly kind: string;
  /** The key of the thing. Refuses with `not-found` an id that names no key. */
  readonly keyOf: (input: Addressed) => string;
}

/** The thing that the id in the path names; `toKey` where the id is not the key's own. */
export const byId = <S, C, E extends DomainEvent>(
  { type }: Pick<Aggregate<S, C, E>, 'type'>,
  { kind = type.toLowerCase(), toKey = (id: string) => keyParam(id, kind) } = {},
): Target => ({
  kind,
  keyOf: ({ params }) => toKey(ById.parse(params).id),
});
