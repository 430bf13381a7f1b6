/**
 * Bytes of a value as DynamoDB counts them (Developer Guide, "DynamoDB Item sizes and formats"): Names and strings
 * count in UTF-8. A number takes about one byte per two digits and one more, a boolean or null one. A map or list
 * takes three, and one per element.
 */
export function sizeOf(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value, 'utf8');
  if (typeof value === 'number')
    return 1 + Math.ceil(String(Math.abs(value)).replace(/[.e+-]/g, '').length / 2);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + 1 + sizeOf(element), 3);
  if (typeof value === 'object') {
    return Object.entries(value).reduce<number>(
      (sum, [name, element]) =>
        element === undefined ? sum : sum + 1 + Buffer.byteLength(name, 'utf8') + sizeOf(element),
      3,
    );
  }
  return 0;
}

/** The write units of one item: one per started kilobyte. In a transaction each item costs twice that. */
export const writeUnitsOf = (item: object): number => Math.ceil((sizeOf(item) - 3) / 1024);

/**
 * The read units of one consistent read: one per started four kilobytes of its result, and one where nothing is
 * there.
 */
export const readUnitsOf = (items: readonly object[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + sizeOf(item), 0) / 4096));
