import type { PortSet, Ranges } from '#schemas/asset/asset/port.ts';
import { isCompact, packedRanges, type Range, unpackedRanges } from './packed-ranges.ts';

/** `21-22,80` -> [[21, 22], [80, 80]]. */
export function rangesOf(text: PortSet): readonly Range[] {
  if (text === '') return [];
  if (isCompact(text)) return unpackedRanges(text);
  return text.split(',').map((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return [from, to];
  });
}

/** Ascending, with touching ranges joined. */
function joined(ranges: readonly Range[]): Range[] {
  const all: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

const plain = (ranges: readonly Range[]): Ranges =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');

/** Ascending, with touching ranges joined: the same set of numbers is always spelled the same. */
export const rangesText = (ranges: readonly Range[]): Ranges => plain(joined(ranges));

/** From so many characters on, a set of ports is spelled in its compact form. */
const LONG = 500;

/** A set of ports, in the compact form where it is long: an asset keeps the sets of up to sixteen scans. */
export function portsText(ranges: readonly Range[]): PortSet {
  const all = joined(ranges);
  const text = plain(all);
  return text.length < LONG ? text : packedRanges(all);
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
export const numbersIn = (text: Ranges): number =>
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
