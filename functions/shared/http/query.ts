import * as z from 'zod';
import { type FieldProblem, Refusal } from '#schemas/errors.ts';

/** The schema under optional, default and the like. */
function bare(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return bare(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
}

/**
 * The query as values by name: a text, or a list of texts where the contract has a list (`?tag=a&tag=b`; one is a list, too).
 * Read from the raw query, because API Gateway joins repeated names with commas, which values may hold.
 * A name given twice that the contract has once is refused with `invalid`.
 */
export function readQuery(contract: z.ZodObject, rawQuery: string): Record<string, string | string[]> {
  const search = new URLSearchParams(rawQuery);
  const values: Record<string, string | string[]> = {};
  const errors: FieldProblem[] = [];
  for (const name of new Set(search.keys())) {
    const given = search.getAll(name);
    const [first = ''] = given;
    const takesList = Object.hasOwn(contract.shape, name) && bare(contract.shape[name]) instanceof z.ZodArray;
    if (!takesList && given.length > 1) errors.push({ path: `query.${name}`, message: 'must be given once' });
    else Object.defineProperty(values, name, { value: takesList ? given : first, enumerable: true });
  }
  if (errors.length > 0) throw new Refusal('invalid', 'The query is not valid.', { errors });
  return values;
}
