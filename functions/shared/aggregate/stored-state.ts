import * as z from 'zod';
import { type Envelope, Envelope as EnvelopeSchema } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { type DomainEvent, upcast } from '#schemas/event.ts';
import type { AccountId, Json } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { withoutUndefined } from './envelopes.ts';
import { valid } from './valid.ts';

export const streamOf = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
): StreamId => ({ accountId, prefix: aggregate.prefix, key, shards: aggregate.shards });

/** The state in a tip, lifted to the newest schema. What does not parse was never written by us: terminal. */
export function stateOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  tip: Pick<Tip, 'key' | 'schema' | 'data'>,
): S {
  const lifted = upcast(aggregate.upcasters, 'State', tip.schema, tip.data);
  const parsed = aggregate.state.safeParse(lifted.data);
  if (lifted.version === aggregate.stateVersion && parsed.success) return parsed.data;
  throw new TerminalFailure(
    'unreadable-state',
    `the stored state of ${aggregate.type} ${tip.key} does not fit its schema`,
    {
      cause: parsed.error,
    },
  );
}

const JsonObject = z.record(z.string(), z.json());

/** State -> what is stored of it. Refuses a state that its own schema would not take back. */
export function dataOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  state: S,
): Record<string, Json> {
  const fits = valid(aggregate.state, state, 'invalid-state', `a state of ${aggregate.type}`);
  return JsonObject.parse(withoutUndefined(z.looseObject({}).parse(fits)));
}

/** A stored event in the newest version of its schema, as the domain speaks of it. */
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
  return EnvelopeSchema.parse({ ...envelope, event_version: lifted.version, event_data: lifted.data });
}
