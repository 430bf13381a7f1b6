import { publishedSchemas } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';
import { camel, kebab } from './names.ts';
import { read, Unusable } from './plan.ts';

/** The newest version of an event. */
export interface KnownEvent {
  readonly publisher: string;
  readonly type: string;
  readonly version: number;
}

/** The events of all services but one, by name, each in its newest version. */
export function otherEvents(service: string): KnownEvent[] {
  const versions = publishedSchemas().filter(({ publisher }) => publisher !== service);
  const newest = new Map<string, KnownEvent>();
  for (const { publisher, type, version } of versions) {
    const known = newest.get(type);
    if (!known || known.version < version) newest.set(type, { publisher, type, version });
  }
  return [...newest.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
}

/** What lifts older versions of an event, and where it is; undefined where there is the first version only. */
export function upcastersOf({ publisher, type }: KnownEvent): { name: string; module: string } | undefined {
  const { aggregates = {} } = services.find(({ name }) => name === publisher) ?? {};
  const owner = Object.entries(aggregates).find(([, { upcasters }]) => Object.hasOwn(upcasters, type))?.[0];
  if (!owner) return undefined;
  const name = `${camel(owner)}Upcasters`;
  const path = `schemas/${publisher}/${kebab(owner)}/events.ts`;
  if (!read(path).includes(`export const ${name}:`)) {
    throw new Unusable(`${path} does not export ${name}: write the reaction by hand`);
  }
  return { name, module: `#${path}` };
}
