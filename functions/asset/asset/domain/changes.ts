import { AssetChanges } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { METADATA_FIELDS, type Metadata } from '#schemas/asset/values.ts';

/** The wanted values that differ from the asset's own; an undefined one is not wanted. */
export function changesIn(
  state: AssetState,
  wanted: { readonly [Field in keyof AssetChanges]: AssetChanges[Field] | undefined },
): AssetChanges {
  const known: Readonly<Record<string, unknown>> = state;
  return AssetChanges.parse(
    Object.fromEntries(
      Object.entries(wanted).filter(
        ([field, value]) => value !== undefined && JSON.stringify(known[field]) !== JSON.stringify(value),
      ),
    ),
  );
}

export const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0;

/** Merge and visit alike: a text that the newer one leaves empty stays. */
export const filled = (metadata: Metadata): Metadata =>
  Object.fromEntries(METADATA_FIELDS.flatMap((field) => (metadata[field] ? [[field, metadata[field]]] : [])));

export const union = (known: readonly string[], seen: readonly string[]): string[] => [
  ...new Set([...known, ...seen]),
];
