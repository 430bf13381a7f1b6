import * as z from 'zod';
import { type Envelope, StoredEnvelope } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import type { DueItem, IndexedItem, IndexPosition, SummaryItem } from './event-store.ts';

const PageRow = z.looseObject({ SK: z.string(), Events: z.array(StoredEnvelope) });
/**
 * `GSI3SK` is only text here: an entry that is no moment must not hide those behind it. Its handler finds it
 * unreadable.
 */
const DueRow = z.looseObject({ PK: z.string(), SK: z.string(), GSI3SK: z.string() });
const IndexRow = z.looseObject({
  SK: z.string(),
  Key: z.string(),
  Version: z.int(),
  Summary: z.record(z.string(), z.json()),
});

/**
 * Parses an item that was read. An item that does not parse was not written by us: terminal, never a guess and never
 * tried for ever.
 */
export function readable<T>(schema: z.ZodType<T>, item: unknown, form: string): T {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new TerminalFailure('unreadable-item', `a stored item does not have the form of ${form}`, {
    errors: fieldProblems(parsed.error),
    cause: parsed.error,
  });
}

export const pageIn = (row: unknown): { readonly SK: string; readonly Events: readonly Envelope[] } =>
  readable(PageRow, row, 'a page of events');

export const indexPositionIn = (row: Readonly<Record<string, unknown>>, sort: string): IndexPosition => ({
  sort: readable(z.string(), row[sort], 'an entry of an index'),
  SK: readable(z.string(), row.SK, 'an entry of an index'),
});

/** `sort` names the sort key of the index that was asked. */
export function indexedItemIn(row: Readonly<Record<string, unknown>>, sort: string): IndexedItem {
  const { SK, Key, Version, Summary } = readable(IndexRow, row, 'an entry of an index');
  return { position: indexPositionIn({ ...row, SK }, sort), key: Key, version: Version, summary: Summary };
}

export function summaryItemIn(row: Readonly<Record<string, unknown>>): SummaryItem {
  const { SK, Key, Version, Summary } = readable(IndexRow, row, 'a summary');
  return { SK, key: Key, version: Version, summary: Summary };
}

export function dueItemIn(row: unknown): DueItem {
  const { PK, SK, GSI3SK } = readable(DueRow, row, 'an entry of what is due');
  return { address: { PK, SK }, due: GSI3SK };
}
