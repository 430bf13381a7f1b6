import * as z from 'zod';
import { type ServiceName, services } from './services.ts';
import { subscribers } from './topics.ts';

/** One version of an event: its publisher, and its schema as JSON Schema. */
export interface PublishedSchema {
  readonly publisher: ServiceName;
  readonly type: string;
  readonly version: number;
  readonly schema: object;
}

const OneEvent = z.looseObject({
  properties: z.looseObject({
    type: z.looseObject({ const: z.string() }),
    version: z.looseObject({ const: z.int() }),
    data: z.looseObject({}),
  }),
});
const Alternatives = z.union([
  z.looseObject({ oneOf: z.array(OneEvent) }).transform(({ oneOf }) => oneOf),
  z.looseObject({ anyOf: z.array(OneEvent) }).transform(({ anyOf }) => anyOf),
]);

/** Every version of every event that a service publishes. */
export function publishedSchemas(): PublishedSchema[] {
  return services.flatMap(({ name: publisher, aggregates }) =>
    Object.values(aggregates)
      .flatMap(({ events, olderEvents }) => (olderEvents ? [events, olderEvents] : [events]))
      .flatMap((events) => {
        const json = z.toJSONSchema(events, { unrepresentable: 'any' });
        const many = Alternatives.safeParse(json);
        return many.success ? many.data : [OneEvent.parse(json)];
      })
      .map(({ properties: { type, version, data } }) => ({
        publisher,
        type: type.const,
        version: version.const,
        schema: data,
      })),
  );
}

/** Who reacts to an event. */
export const subscribersOf = (type: string): readonly string[] =>
  new Map<string, readonly string[]>(Object.entries(subscribers)).get(type) ?? [];

/** Who reacts to any event of a service. */
export const subscribersTo = (service: string): readonly string[] => {
  const types = publishedSchemas().flatMap(({ publisher, type }) => (publisher === service ? [type] : []));
  return [...new Set(types.flatMap(subscribersOf))].toSorted();
};

/** The events that a subscriber reacts to, with the service that publishes each. */
export function subscriptionsOf(subscriber: string): { publisher: ServiceName; event: string }[] {
  const found = publishedSchemas().filter(({ type }) => subscribersOf(type).includes(subscriber));
  const publishers = new Map(found.map(({ type, publisher }) => [type, publisher]));
  return [...publishers].map(([event, publisher]) => ({ publisher, event }));
}

/** The page of all events: the publisher, the subscribers and the fields of each. */
export function eventsPage(): string {
  const rows = publishedSchemas().map(({ publisher, type, version, schema }) => {
    const fields = Object.keys(z.looseObject({ properties: z.looseObject({}) }).parse(schema).properties);
    const cells = [
      `${type} v${version}`,
      publisher,
      subscribersOf(type).join(', ') || '–',
      fields.join(', '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '# Events',
    '',
    'Written by `npm run generate` from `schemas/`. Each travels in the envelope of `schemas/envelope.ts`; its data',
    'is described in `schemas/published/`. A published version is never edited: a change is a new version and an',
    'upcaster.',
    '',
    '| event | publisher | subscribers | data |',
    '|---|---|---|---|',
    ...rows.toSorted(),
    '',
  ].join('\n');
}
