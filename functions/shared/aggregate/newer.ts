import * as z from 'zod';
import { NewerThanReader } from '#schemas/errors.ts';

export const newer = (what: string, cause: unknown): NewerThanReader =>
  new NewerThanReader('newer-than-reader', `${what} is newer than this version of the code`, { cause });

/** Whether a value's only fault is that it has unknown fields: a newer version of the code has added them. */
export const hasOnlyMore = (error: z.ZodError | undefined): boolean => error?.issues.every(isMore) ?? false;

const isMore = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'unrecognized_keys' ||
  (issue.code === 'invalid_union' &&
    issue.errors.some((branch) => branch.length > 0 && branch.every(isMore)));

/** Whether an event is of a type, or of a version, that no schema here knows yet. */
export function isNewer(events: z.ZodType, type: string, version: number): boolean {
  const variants = variantsOf(events);
  const known = variants.filter((variant) => variant.type === type);
  return variants.length > 0 && known.every((variant) => variant.version < version);
}

const Variant = z.looseObject({
  type: z.instanceof(z.ZodLiteral).transform(({ value }) => value),
  version: z.instanceof(z.ZodLiteral).transform(({ value }) => value),
});

function variantsOf(schema: unknown): { type: unknown; version: number }[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(variantsOf);
  const shape = schema instanceof z.ZodObject ? Variant.safeParse(schema.shape) : undefined;
  return shape?.success ? [{ type: shape.data.type, version: Number(shape.data.version) }] : [];
}
