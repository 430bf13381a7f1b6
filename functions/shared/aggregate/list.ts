import type * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import type { Json } from '#schemas/primitives.ts';
import { byBytes } from '#shared/event-store/address.ts';
import type { ItemSize } from './page.ts';

export interface ListedItem {
  readonly key: string;
  readonly version: number;
  readonly summary: Readonly<Record<string, Json>>;
}

export interface ListedState<State> {
  readonly key: string;
  readonly version: number;
  readonly state: State;
}

/** The summary of an item in an index, by the schema of its kind. Throws TerminalFailure `unreadable-summary`. */
export function readSummary<T>(schema: z.ZodType<T>, { key, summary }: ListedItem): T {
  const parsed = schema.safeParse(summary);
  if (parsed.success) return parsed.data;
  throw new TerminalFailure('unreadable-summary', `the index entry of ${key} does not fit its schema`, {
    cause: parsed.error,
  });
}

export interface Listed<Item, Cursor> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly cursor?: Cursor;
}

export interface PageOptions<Item, Shown, Cursor> {
  /**
   * A page holds at most so many. A page of an index may be an eighth shorter; one of large things or with a filter may
   * be shorter still, or empty.
   */
  readonly limit: number;
  readonly cursor?: Cursor;
  /** The view of an item; undefined leaves it out. */
  readonly show: (item: Item) => Shown | undefined;
}

/** Summaries: a few hundred bytes as a rule. */
export const SUMMARY_SIZE: ItemSize = { expectedBytes: 4 * 1024, maxChunk: 512 };

export interface Keyed {
  readonly key: string;
}

export const inOrderOfKeys = <Item extends Keyed, Cursor>(
  page: Listed<Item, Cursor>,
): Listed<Item, Cursor> => ({
  ...page,
  items: page.items.toSorted((a, b) => byBytes(a.key, b.key)),
});
