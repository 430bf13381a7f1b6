import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '#schemas/published-events.ts';

const folder = new URL('../../schemas/published/', import.meta.url);
const published = publishedSchemas();

describe('a published event version', () => {
  it.each(readdirSync(folder))('%s is never edited', (file) => {
    const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
    const now = published.find((schema) => schema.type === type && schema.version === Number(version));
    expect(now?.schema, 'add a new version and an upcaster instead').toEqual(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
  });

  it('has its schema checked in', () => {
    const files = published.map(({ type, version }) => `${type}.v${version}.json`);
    expect(readdirSync(folder).toSorted(), 'run: npm run generate').toEqual(files.toSorted());
  });
});
