import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEvent } from '#schemas/event.ts';
import { services } from '#schemas/services.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';

/** Any aggregate, for what is asked of all of them alike. */
export type AnyAggregate = Aggregate<object, object, DomainEvent>;

const ROOT = join(import.meta.dirname, '..', '..');

/** `ApiKey` lies in `api-key`. */
const folderOf = (name: string): string => name.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase();

/** The aggregate as functions use it: wired in its folder where its rules need data, otherwise as the domain states it. */
async function aggregateOf(service: string, name: string): Promise<AnyAggregate> {
  const folder = folderOf(name);
  const places = [`${folder}.ts`, join('domain', `${folder}.ts`)];
  const files = places.map((place) => join(ROOT, 'functions', service, folder, place));
  const file = files.find((place) => existsSync(place));
  if (!file) throw new Error(`add functions/${service}/${folder}/domain/${folder}.ts, which exports ${name}`);
  const module: Record<string, AnyAggregate> = await import(file);
  const aggregate = module[name];
  if (!aggregate) throw new Error(`${file} must export ${name}, which schemas/${service}/service.ts names`);
  return aggregate;
}

/** The rules of every aggregate that a manifest names. */
export const aggregates: readonly AnyAggregate[] = await Promise.all(
  services.flatMap(({ name, aggregates }) => Object.keys(aggregates).map((type) => aggregateOf(name, type))),
);
