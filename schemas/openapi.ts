import type * as z from 'zod';
import { createDocument, type ZodOpenApiOverrideContext, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Contract, Permission, Problem, Written } from './contract.ts';
import { LooseMetadata, StoredEnvelope } from './envelope.ts';
import { TerminalFailure } from './errors.ts';
import { operationOf } from './openapi-operation.ts';
import { AccountId, Actor, Instant, Second } from './primitives.ts';

/** The routes of one service, and the schemas of theirs that the document names. */
export interface ServiceApi {
  readonly name: string;
  readonly description: string;
  readonly routes: readonly Contract[];
  readonly views?: Readonly<Record<string, z.ZodType>>;
}

export type OpenApiDocument = ReturnType<typeof createDocument>;

const API_VERSION = '1.0.0';

/**
 * The OpenAPI 3.1 document of the given services. Checked in as `docs/openapi.json`, which `npm run generate` writes.
 *
 * @throws TerminalFailure `invalid-contract`: two contracts with one name or one route, or a path whose params are not stated
 */
export function openApiDocument(services: readonly ServiceApi[]): OpenApiDocument {
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Chariot platform',
        version: API_VERSION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        description:
          'Assets, scans, and the rights to see them. Commands answer the version after them; problems are RFC 9457.',
      },
      servers: [{ url: '/', description: 'Where this document came from.' }],
      security: [{ bearer: [] }],
      tags: services.map(({ name, description }) => ({ name, description })),
      paths: pathsOf(services),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The token of `POST /token`.',
          },
        },
        schemas: {
          Problem,
          Written,
          Permission,
          Envelope: StoredEnvelope,
          EventMetadata: LooseMetadata,
          AccountId,
          Actor,
          Instant,
          Second,
          ...Object.assign({}, ...services.map(({ views }) => views)),
        },
      },
    },
    { override: plain },
  );
  return withoutUnused(JSON.parse(JSON.stringify(document), withoutAnyJson));
}

function pathsOf(services: readonly ServiceApi[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  const names = new Set<string>();
  for (const { name: tag, routes } of services) {
    for (const contract of routes) {
      const method = METHODS[contract.method];
      const path = paths[contract.path] ?? {};
      paths[contract.path] = path;
      if (path[method] || names.has(contract.name)) {
        throw new TerminalFailure(
          'invalid-contract',
          `${contract.name}: another contract has its name or its route`,
        );
      }
      names.add(contract.name);
      path[method] = operationOf(contract, tag);
    }
  }
  return paths;
}

const METHODS = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

const ANY_JSON = 'Any JSON value.';

/**
 * Leaves out the parts that tell a person nothing: bounds of the number format, and the recursive check of any JSON
 * value.
 */
function plain({ zodSchema, jsonSchema }: ZodOpenApiOverrideContext): void {
  if (zodSchema._zod.def.type === 'lazy') {
    for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
    jsonSchema.description = ANY_JSON;
  }
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** zod-openapi makes a component of every recursive schema; any JSON value needs none. */
function withoutAnyJson(name: string, part: unknown): unknown {
  const isNumbered = (text: string) => /^__schema\d+$/.test(text);
  if (isNumbered(name)) return undefined;
  const ref = typeof part === 'object' && part !== null && '$ref' in part ? String(part.$ref) : '';
  return isNumbered(ref.slice(ref.lastIndexOf('/') + 1)) ? { description: ANY_JSON } : part;
}

/** Leaves out the named schemas that no route uses, nor any schema that one uses. */
function withoutUnused(document: OpenApiDocument): OpenApiDocument {
  const text = JSON.stringify(document);
  const { schemas = {}, ...components } = document.components ?? {};
  const used = Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
  const rest = { ...document, components: { ...components, schemas: Object.fromEntries(used) } };
  return used.length === Object.keys(schemas).length ? rest : withoutUnused(rest);
}
