import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { eventCatalogue, publishedSchemas } from '#schemas/catalogue.ts';

// Adds the JSON Schema of each new event version, and writes the catalogue anew. What is published already is never written again.

const folder = new URL('../schemas/published/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { type, version, schema } of publishedSchemas()) {
  const file = new URL(`${type}.v${version}.json`, folder);
  if (existsSync(file)) continue;
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  process.stderr.write(`published ${type} v${version}\n`);
}
writeFileSync(new URL('../docs/events.md', import.meta.url), eventCatalogue());
