import * as z from 'zod';

type Path = readonly PropertyKey[];

/**
 * Parses a value that a newer writer may have sent. Fields that the schema does not know are left out, at any depth;
 * everything else is as strict as the schema. Writers stay strict; readers of a store or of the bus parse by this, so
 * that one more field never stops them.
 *
 * @example parseLoose(JobResultsReceivedV1.shape.data, event.event_data)
 */
export function parseLoose<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> {
  const first = schema.safeParse(value);
  if (first.success) return first;
  const unknown = unknownFields(first.error.issues, []);
  return unknown === undefined ? first : schema.safeParse(without(value, unknown));
}

/** The fields that are nothing but unknown; undefined where something else is wrong, too. */
function unknownFields(issues: readonly z.core.$ZodIssue[], base: Path): Path[] | undefined {
  const found: Path[] = [];
  for (const issue of issues) {
    const path = [...base, ...issue.path];
    const fields =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...path, key])
        : issue.code === 'invalid_union'
          ? firstOf(issue.errors, path)
          : undefined;
    if (fields === undefined) return undefined;
    found.push(...fields);
  }
  return found;
}

/** Of a union, the first branch that the value fits but for unknown fields. */
function firstOf(branches: readonly (readonly z.core.$ZodIssue[])[], path: Path): Path[] | undefined {
  for (const branch of branches) {
    const fields = branch.length === 0 ? undefined : unknownFields(branch, path);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

const Fields = z.record(z.string(), z.unknown());

/** A copy of `value` without the fields at `paths`. */
function without(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  const below = Map.groupBy(paths, ([first]) => String(first));
  const rest = (key: string): Path[] => (below.get(key) ?? []).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item, at) => without(item, rest(String(at))));
  const fields = Fields.safeParse(value);
  if (!fields.success) return value;
  return Object.fromEntries(
    Object.entries(fields.data).flatMap(([key, field]) => {
      const inside = rest(key);
      if (inside.some((path) => path.length === 0)) return [];
      return [[key, inside.length === 0 ? field : without(field, inside)]];
    }),
  );
}
