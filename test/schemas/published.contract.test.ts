import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventCatalogue, publishedSchemas } from '#schemas/catalogue.ts';

const folder = new URL('../../schemas/published/', import.meta.url);
const published = publishedSchemas();

describe('a published event version', () => {
  test.each(readdirSync(folder))('%s is never edited', (file) => {
    const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
    const now = published.find((schema) => schema.type === type && schema.version === Number(version));
    expect(now?.schema, 'add a new version and an upcaster instead').toEqual(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
  });

  test('has its schema and its line in the catalogue checked in', () => {
    const files = published.map(({ type, version }) => `${type}.v${version}.json`);
    expect(readdirSync(folder).toSorted()).toEqual(files.toSorted());
    expect(readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')).toBe(eventCatalogue());
  });
});
