import * as z from 'zod';
import { AccountEvent } from '#schemas/account/account/events.ts';
import { AdmissionEvent } from '#schemas/account/admission/events.ts';
import { ApiKeyEvent } from '#schemas/account/api-key/events.ts';
import { MembershipEvent } from '#schemas/account/membership/events.ts';
import { UserEvent } from '#schemas/account/user/events.ts';
import * as asset from '#schemas/asset/events.ts';
import * as capability from '#schemas/capability/job/events.ts';
import type { ServiceName } from './primitives.ts';
import { type Topic, type TopicName, topics } from './topics.ts';

/** One version of an event, with its schema as JSON Schema. */
export interface PublishedSchema {
  readonly type: string;
  readonly version: number;
  readonly schema: object;
}

const unions: Readonly<Record<ServiceName, readonly z.ZodType[]>> = {
  account: [AccountEvent, UserEvent, AdmissionEvent, MembershipEvent, ApiKeyEvent],
  asset: [asset.AssetEvent, asset.SeedEvent, asset.ImportEvent],
  capability: [capability.JobEvent],
};

const Alternatives = z.looseObject({
  oneOf: z.array(
    z.looseObject({
      properties: z.looseObject({
        type: z.looseObject({ const: z.string() }),
        version: z.looseObject({ const: z.int() }),
        data: z.looseObject({}),
      }),
    }),
  ),
});

const OneEvent = Alternatives.shape.oneOf.element;

/** Every version of every event that a service publishes. */
export function publishedSchemas(): PublishedSchema[] {
  return Object.values(unions)
    .flat()
    .flatMap((union) => {
      const json = z.toJSONSchema(union, { unrepresentable: 'any' });
      const many = Alternatives.safeParse(json);
      return many.success ? many.data.oneOf : [OneEvent.parse(json)];
    })
    .map(({ properties: { type, version, data } }) => ({
      type: type.const,
      version: version.const,
      schema: data,
    }));
}

/** The catalogue of events as a page: who publishes what, who reacts, and which fields it has. */
export function eventCatalogue(): string {
  const isTopic = (type: string): type is TopicName => Object.hasOwn(topics, type);
  const rows = publishedSchemas()
    .filter(({ type }) => isTopic(type))
    .map(({ type, version, schema }) => {
      const topic: Topic | undefined = isTopic(type) ? topics[type] : undefined;
      const fields = Object.keys(z.looseObject({ properties: z.looseObject({}) }).parse(schema).properties);
      const cells = [
        `${type} v${version}`,
        topic?.publisher ?? '',
        topic?.subscribers.join(', ') || '–',
        fields.join(', '),
      ];
      return `| ${cells.join(' | ')} |`;
    });
  return [
    '# Events',
    '',
    'Written by `npx node bin/publish-events.ts` from `schemas/`. Each travels in the envelope of `schemas/envelope.ts`; its data is described in',
    '`schemas/published/`. A published version is never edited: a change is a new version and an upcaster.',
    '',
    '| event | publisher | subscribers | data |',
    '|---|---|---|---|',
    ...rows.toSorted(),
    '',
  ].join('\n');
}
