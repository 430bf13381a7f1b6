import * as z from 'zod';
import { METADATA_FIELDS } from '#schemas/asset/values.ts';
import { Second } from '#schemas/primitives.ts';

/** When scans last observed texts: by `attributes.{name}`, or by the name of a field of the metadata. */
export const ObservedTimes = z.record(z.string(), Second);
export type ObservedTimes = z.infer<typeof ObservedTimes>;

/**
 * How old a text is that scans overwrite. `edited`: a person gave it, or nothing kept its time. It is then as old as
 * the last visit, and an observation of that very second replaces it.
 */
export const Stamp = z.strictObject({ observedAt: Second, edited: z.literal(true).optional() });
export type Stamp = z.infer<typeof Stamp>;

export const Stamps = z.record(z.string(), Stamp);
export type Stamps = z.infer<typeof Stamps>;

export const stampOfAttribute = (name: string): string => `attributes.${name}`;

/** The texts of an asset that scans overwrite, by the names of their stamps. */
export function stampedTexts(
  fields: Readonly<Record<string, unknown>> & { readonly attributes: Readonly<Record<string, string>> },
): Record<string, unknown> {
  const attributes = Object.entries(fields.attributes).map(([name, text]) => [stampOfAttribute(name), text]);
  const metadata = METADATA_FIELDS.flatMap((name) => (fields[name] ? [[name, fields[name]]] : []));
  return Object.fromEntries([...attributes, ...metadata]);
}

/** Stamps of texts whose own times nothing tells. */
export const editedStamps = (
  fields: Parameters<typeof stampedTexts>[0] & { readonly visited: Second },
): Stamps =>
  Object.fromEntries(
    Object.keys(stampedTexts(fields)).map((name) => [name, { observedAt: fields.visited, edited: true }]),
  );

const OldState = z.looseObject({ visited: Second, attributes: z.record(z.string(), z.string()) });

/** A state of version 1, which kept no time of any text but that of the last visit. */
export function withStamps(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const state = OldState.parse(data);
  return { ...state, stamps: editedStamps(state) };
}
