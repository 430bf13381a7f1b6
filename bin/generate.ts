import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiDocument } from '#schemas/openapi.ts';
import { eventsPage, publishedSchemas } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';
import { type GeneratedFile, routeLists, routeProblems } from './generate-routes.ts';

const root = dirname(import.meta.dirname);

/** Every generated file as it should be, but for published schemas, which are written once and never again. */
export const generatedFiles = async (): Promise<GeneratedFile[]> => [
  ...(await routeLists()),
  { path: 'docs/openapi.json', text: `${JSON.stringify(openApiDocument(services), null, 2)}\n` },
  { path: 'docs/events.md', text: eventsPage() },
];

/** Writes the changed files, adds the JSON Schema of each new event version, and answers the paths that it wrote. */
async function generate(): Promise<string[]> {
  const schemas = publishedSchemas()
    .map(({ type, version, schema }) => ({
      path: `schemas/published/${type}.v${version}.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    }))
    .filter(({ path }) => !existsSync(join(root, path)));
  const changed = (await generatedFiles()).filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  for (const { path, text } of [...schemas, ...changed]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...schemas, ...changed].map(({ path }) => path);
}

/** Generates, and lists the written and the missing files on stderr. Resolves to whether nothing is. */
export async function generateAndList(): Promise<boolean> {
  const written = await generate();
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  if (written.length === 0) process.stderr.write('Everything that is generated is as it should be.\n');
  const problems = await routeProblems();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0;
}
