import { defined } from '#schemas/defined.ts';
import { Envelope } from '#schemas/envelope.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { vectorOf, type WriterClock } from '#shared/event-store/clock.ts';
import { derivedId } from '#shared/identity.ts';
import type { Aggregate } from './aggregate.ts';
import type { CommandContext } from './command-context.ts';
import { valid } from './valid.ts';

/** The same event has the same id wherever it is seen, and however often it is told. */
export const eventIdOf = (accountId: string, type: string, key: string, version: number): string =>
  derivedId('event', accountId, type, key, version);

/** Domain events -> envelopes of versions `version + 1 ..`, each validated before anything is written. */
export function envelopesOf<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  key: string,
  version: number,
  events: readonly E[],
  context: CommandContext,
  clock: WriterClock,
): Envelope[] {
  return events.map((event, at) => {
    const {
      type,
      version: schema,
      data,
    } = valid(aggregate.events, event, 'invalid-event', `an event of ${aggregate.type} ${key}`);
    const envelope = {
      event_id: eventIdOf(context.accountId, aggregate.type, key, version + at + 1),
      aggregate_id: key,
      aggregate_type: aggregate.type,
      event_type: type,
      event_version: schema,
      aggregate_version: version + at + 1,
      event_data: withoutUndefined(data),
      metadata: {
        account_id: context.accountId,
        actor: context.actor,
        command_id: context.commandId,
        correlation_id: context.correlationId,
        causation_id: context.causationId,
        ...defined({ credential: context.credential, discovery_id: context.discoveryId }),
        vector_clock: vectorOf(clock),
      },
      timestamp: context.now,
      service_name: aggregate.service,
    };
    return valid(Envelope, envelope, 'invalid-event', `the envelope of ${type} of ${aggregate.type} ${key}`);
  });
}

/** As JSON knows it: a field that is undefined is not there. */
export const withoutUndefined = (value: object): unknown => JSON.parse(JSON.stringify(value));
