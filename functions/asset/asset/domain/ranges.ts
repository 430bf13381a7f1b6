import type { Ranges } from '#schemas/asset/asset/port.ts';

type Range = readonly [from: number, to: number];

/** `21-22,80` -> [[21, 22], [80, 80]]. */
export const rangesOf = (text: Ranges): Range[] =>
  text === ''
    ? []
    : text.split(',').map((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return [from, to];
      });

/** Ascending, with touching ranges joined: the same set of numbers is always spelled the same. */
export function rangesText(ranges: readonly Range[]): Ranges {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** `ranges` are ascending and do not overlap, as `rangesText` writes them. There may be thousands, and every port of a host asks: hence the halving. */
export function covers(ranges: readonly Range[], number: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const [from, to] = ranges[middle] ?? [0, -1];
    if (from <= number && number <= to) return true;
    if (number < from) high = middle - 1;
    else low = middle + 1;
  }
  return false;
}

/** The set with one number more. */
export const withNumber = (text: Ranges, number: number): Ranges =>
  rangesText([...rangesOf(text), [number, number]]);

/** How many numbers there are. */
export const sizeOf = (text: Ranges): number =>
  rangesOf(text).reduce((size, [from, to]) => size + to - from + 1, 0);

/** The numbers from 1 to `total` that are not in the set. */
export function missingFrom(text: Ranges, total: number): Ranges {
  const gaps: Range[] = [];
  let next = 1;
  for (const [from, to] of rangesOf(text)) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= total) gaps.push([next, total]);
  return rangesText(gaps);
}
