import * as z from 'zod';
import type { Envelope } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { type DomainEvent, upcast } from '#schemas/event.ts';
import type { AccountId, Json } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { withoutUndefined } from './envelopes.ts';
import { hasOnlyMore, isNewer, newer } from './newer.ts';
import { valid } from './valid.ts';

export const streamOf = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
): StreamId => ({ accountId, prefix: aggregate.prefix, key, shards: aggregate.shards });

/**
 * The state in a tip, lifted to the newest schema. Any generation of the fold may have made it: `currentState` looks
 * at that.
 *
 * @throws NewerThanReader where its schema, or one of its fields, is not known here
 * @throws TerminalFailure where it was never written by us
 */
export function stateOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  tip: Pick<Tip, 'key' | 'schema' | 'data'>,
): S {
  const lifted = upcast(aggregate.upcasters, 'State', tip.schema, tip.data);
  const parsed = aggregate.state.safeParse(lifted.data);
  if (lifted.version === aggregate.stateVersion && parsed.success) return parsed.data;
  if (lifted.version > aggregate.stateVersion || hasOnlyMore(parsed.error)) {
    throw newer(`the state of ${aggregate.type} ${tip.key}`, parsed.error);
  }
  throw new TerminalFailure(
    'unreadable-state',
    `the stored state of ${aggregate.type} ${tip.key} does not fit its schema`,
    {
      cause: parsed.error,
    },
  );
}

const AnyObject = z.looseObject({});
const JsonObject = z.record(z.string(), z.json());

/** State -> its stored form. Refuses a state that its own schema would not take back. */
export function dataOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  state: S,
): Record<string, Json> {
  const fits = valid(aggregate.state, state, 'invalid-state', `a state of ${aggregate.type}`);
  return JsonObject.parse(withoutUndefined(AnyObject.parse(fits)));
}

/**
 * A stored event in the newest version of its schema, as the domain speaks of it.
 *
 * @throws NewerThanReader | TerminalFailure as `stateOf`
 */
export function domainEventOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  envelope: Envelope,
): E {
  const lifted = upcast(
    aggregate.upcasters,
    envelope.event_type,
    envelope.event_version,
    envelope.event_data,
  );
  const parsed = aggregate.events.safeParse({
    type: envelope.event_type,
    version: lifted.version,
    data: lifted.data,
  });
  if (parsed.success) return parsed.data;
  if (isNewer(aggregate.events, envelope.event_type, lifted.version) || hasOnlyMore(parsed.error)) {
    const what = `event ${envelope.event_id} (${envelope.event_type} ${envelope.event_version})`;
    throw newer(what, parsed.error);
  }
  throw new TerminalFailure(
    'unreadable-event',
    `event ${envelope.event_id} does not fit the schema of ${envelope.event_type}`,
    {
      cause: parsed.error,
    },
  );
}

/** A stored envelope in the newest version of its event's schema. */
export function upcastEnvelope<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  envelope: Envelope,
): Envelope {
  const lifted = upcast(
    aggregate.upcasters,
    envelope.event_type,
    envelope.event_version,
    envelope.event_data,
  );
  if (lifted.version === envelope.event_version) return envelope;
  return { ...envelope, event_version: lifted.version, event_data: JsonObject.parse(lifted.data) };
}
