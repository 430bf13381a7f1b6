import * as z from 'zod';
import type { Contract } from '#schemas/contract.ts';

/**
 * A value for each field whose form no schema tells, by the field's name. `tag` makes the thing another one.
 * A new route whose body is refused adds its field here.
 */
const EXAMPLES: Readonly<Record<string, (tag: string) => unknown>> = {
  email: (tag) => `${tag}@people.example.com`,
  dns: (tag) => `${tag}.example.com`,
  value: (tag) => `${tag}.example.com`,
  name: (tag) => tag,
  capability: () => 'nmap',
  class: () => 'ipv4',
  key: (tag) => tag,
};

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly minItems?: number;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly format?: string;
}

const schemas = new WeakMap<z.ZodType, Schema>();

function schemaOf(schema: z.ZodType): Schema {
  const known =
    schemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
  schemas.set(schema, known);
  return known;
}

function example(schema: Schema, name: string, tag: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return example(schema.anyOf[0], name, tag);
  if (schema.type === 'object') return object(schema, tag, schema.required ?? []);
  const known = EXAMPLES[name];
  if (known) return known(tag);
  switch (schema.type) {
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => example(schema.items ?? {}, name, tag));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return schema.format === 'date-time' ? '2026-06-01T00:00:00Z' : tag;
  }
}

const object = ({ properties = {} }: Schema, tag: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, example(properties[name] ?? {}, name, tag)]));

/** The least body that a route takes; undefined for a route that takes none. */
export function validBody({ body }: Contract, tag: string): Record<string, unknown> | undefined {
  if (!body) return undefined;
  const schema = schemaOf(body);
  return object(schema, tag, schema.required ?? []);
}

/** The names of the fields of a body or a query. */
export const fieldsOf = (schema: z.ZodObject | undefined): string[] => Object.keys(schema?.shape ?? {});
