import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { AggregateSchemas } from '#schemas/define-service.ts';
import { type DomainEvent, upcast } from '#schemas/event.ts';
import { services } from '#schemas/services.ts';
import { type AnyAggregate, aggregates } from './aggregates.ts';

// What was published once is read for ever: a golden file is never edited, only added.
const folder = new URL('../../schemas/golden/', import.meta.url);
const jsonIn = (file: URL) => JSON.parse(readFileSync(file, 'utf8'));

/** The golden file of a service, such as `AssetState.v1.deleted`. */
export const golden = (service: string, name: string) => jsonIn(new URL(`${service}/${name}.json`, folder));

/** The fields that a published version of an event must have. */
export const requiredIn = (type: string, version: number): readonly string[] =>
  jsonIn(new URL(`../published/${type}.v${version}.json`, folder)).required ?? [];

export const goldenFolders: readonly string[] = readdirSync(folder);
export const goldenNames = (service: string): readonly string[] =>
  readdirSync(new URL(`${service}/`, folder)).map((name) => name.replace(/\.json$/, ''));

const OneEvent = z.object({ type: z.object({ const: z.string() }), version: z.object({ const: z.int() }) });
const Events = z.union([
  z.object({ oneOf: z.array(z.object({ properties: OneEvent })) }),
  z.object({ properties: OneEvent }).transform((one) => ({ oneOf: [one] })),
]);
const versionsIn = (events: z.ZodType<DomainEvent>) =>
  Events.parse(z.toJSONSchema(events, { unrepresentable: 'any' })).oneOf.map(({ properties }) => ({
    type: properties.type.const,
    version: properties.version.const,
  }));

/** An aggregate as its manifest states it, with its rules. */
export interface Kind {
  readonly service: string;
  readonly name: string;
  readonly schemas: AggregateSchemas;
  readonly rules: AnyAggregate | undefined;
  /** The newest version of each event. */
  readonly events: readonly { readonly type: string; readonly version: number }[];
}

export const kinds: readonly Kind[] = services.flatMap(({ name: service, aggregates: stated }) =>
  Object.entries(stated).map(([name, schemas]: [string, AggregateSchemas]) => ({
    service,
    name,
    schemas,
    rules: aggregates.find((one) => one.service === service && one.type === name),
    events: versionsIn(schemas.events),
  })),
);

/** The event of a golden file in the newest version of its schema. */
export function eventIn({ service, schemas }: Kind, name: string): DomainEvent {
  const { type, version, data } = golden(service, name);
  return schemas.events.parse({ type, ...upcast(schemas.upcasters, type, version, data) });
}

/** The state of a golden file in the newest version of its schema, and that version. */
export function stateIn({ service, schemas }: Kind, name: string): { version: number; state: unknown } {
  const from = Number(/State\.v(\d+)/.exec(name)?.[1]);
  const { version, data } = upcast(schemas.upcasters, 'State', from, golden(service, name));
  return { version, state: schemas.state.parse(data) };
}
