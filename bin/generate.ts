import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiDocument } from '#schemas/openapi.ts';
import { eventsPage, publishedSchemas } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';

const root = dirname(import.meta.dirname);

/** A file that is written by the program and checked in: its path in the repository, and what it holds. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Every generated file as it should be, but for published schemas, which are written once and never again. */
export const generatedFiles = (): GeneratedFile[] => [
  { path: 'docs/openapi.json', text: `${JSON.stringify(openApiDocument(services), null, 2)}\n` },
  { path: 'docs/events.md', text: eventsPage() },
];

/** Writes what has changed, adds the JSON Schema of each new event version, and answers the paths that it wrote. */
function generate(): string[] {
  const schemas = publishedSchemas()
    .map(({ type, version, schema }) => ({
      path: `schemas/published/${type}.v${version}.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    }))
    .filter(({ path }) => !existsSync(join(root, path)));
  const changed = generatedFiles().filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  for (const { path, text } of [...schemas, ...changed]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...schemas, ...changed].map(({ path }) => path);
}

/** Generates, and lists on stderr what was written. */
export function generateAndList(): void {
  const written = generate();
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  if (written.length === 0) process.stderr.write('Everything that is generated is as it should be.\n');
}
