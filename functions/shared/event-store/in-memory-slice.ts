import { defined } from '#schemas/defined.ts';
import type { Slice } from './event-store.ts';
import { sizeOf } from './size.ts';

/** DynamoDB ends a page behind so many bytes of what it read. */
const PAGE_BYTES = 1024 * 1024;

const sizes = new WeakMap<object, number>();

/** The size of something frozen, which is measured once. */
function sizeOnce(stored: object): number {
  const known = sizes.get(stored) ?? sizeOf(stored);
  sizes.set(stored, known);
  return known;
}

/** The first page of rows in order, as DynamoDB cuts it: it ends at the limit or behind 1 MB, and then says where. */
export function firstSlice<Row extends object, Position>(
  rows: readonly Row[],
  limit: number,
  { stored, position }: { stored: (row: Row) => object; position: (row: Row) => Position },
): Slice<Row, Position> {
  let [bytes, count] = [0, 0];
  for (const row of rows.slice(0, limit)) {
    if (bytes >= PAGE_BYTES) break;
    bytes += sizeOnce(stored(row));
    count += 1;
  }
  const items = rows.slice(0, count);
  const last = items.at(-1);
  const isCut = count === limit || count < rows.length;
  return defined({ items, scanned: count, bytes, next: isCut && last ? position(last) : undefined });
}
