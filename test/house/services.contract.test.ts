import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consumersOf, functionsOf, hasTable } from '#schemas/define-service.ts';
import { AnyServiceName } from '#schemas/primitives.ts';
import { type Service, services } from '#schemas/services.ts';

const each = services.map((service): [string, Service] => [service.name, service]);

describe.each(each)('the service %s', (name, service) => {
  it('has a name that a reader of its events accepts', () => {
    expect(AnyServiceName.safeParse(name).success, `${name}: name it by one word in lower case`).toBe(true);
  });

  it.each(functionsOf(service))('has its function %s', (fn) => {
    const file = `functions/${name}/${fn}.ts`;
    expect(existsSync(file), `${file} is missing: add it, with its handler as the export \`handler\``).toBe(
      true,
    );
  });

  it.each([
    [`lib/${name}-stack.ts`, 'a class that extends ServiceStack'],
    [`functions/${name}/README.md`, 'purpose, flow, integration and nuances'],
  ])('has %s', (file, what) => {
    expect(existsSync(file), `${file} is missing: add it (${what})`).toBe(true);
  });

  it('gives each consumer a queue of events of its own', () => {
    const queues = consumersOf(service).flatMap(({ events, queues }) => [events, ...queues]);
    if (hasTable(service)) queues.push('due');
    expect(new Set(queues).size, `two queues of ${name} have one name: ${queues.join(', ')}`).toBe(
      queues.length,
    );
  });

  it('reads files of services that there are, by functions that it has', () => {
    for (const [owner, readers] of Object.entries(service.readsFilesOf ?? {})) {
      expect(services.map((other) => other.name as string)).toContain(owner);
      for (const reader of readers) expect(functionsOf(service)).toContain(reader);
    }
  });
});
