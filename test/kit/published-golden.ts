import { PublishedEvent } from '#schemas/envelope.ts';
import { derivedId } from '#shared/identity.ts';
import { golden, kinds } from './golden.ts';

/** The event of a golden file as its service publishes it, such as `publishedGolden('capability', 'JobCompleted.v1')`. */
export function publishedGolden(service: string, name: string): PublishedEvent {
  const { type, version, data } = golden(service, name);
  const kind = kinds.find(
    (one) => one.service === service && one.events.some((event) => event.type === type),
  );
  if (!kind) throw new Error(`no aggregate of the ${service} service has the event ${type}`);
  return PublishedEvent.parse({
    event_id: derivedId('event', service, name),
    aggregate_id: `#golden#${name}`,
    aggregate_type: kind.name,
    event_type: type,
    event_version: version,
    aggregate_version: 1,
    event_data: data,
    metadata: {
      account_id: derivedId('account', service, name),
      actor: `service:${service}`,
      command_id: 'golden',
      correlation_id: 'golden',
      causation_id: 'golden',
      vector_clock: {},
    },
    timestamp: '2026-01-05T12:00:00.000Z',
    service_name: service,
    state: {},
    state_version: 1,
    state_schema: 1,
  });
}
