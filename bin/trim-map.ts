const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A segment's numbers: column, then source, line and column there, then a name; the last four may be absent. */
type Fields = readonly number[];

/** The numbers of one segment: base 64 digits of five bits, the lowest first, the sign in the lowest bit of all. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = VALUES.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function encode(number: number): string {
  let text = '';
  let value = number < 0 ? (-number << 1) | 1 : number << 1;
  do {
    const bits = value & 31;
    value >>>= 5;
    text += DIGITS[value > 0 ? bits | 32 : bits];
  } while (value > 0);
  return text;
}

/** The mappings with absolute numbers, line by line. In the text each number is the difference to the last one of its kind. */
function linesOf(mappings: string): Fields[][] {
  const last = [0, 0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    last[0] = 0;
    if (line === '') return [];
    return line.split(',').map((segment) =>
      decode(segment).map((difference, kind) => {
        const value = (last[kind] ?? 0) + difference;
        last[kind] = value;
        return value;
      }),
    );
  });
}

function textOf(lines: readonly (readonly Fields[])[]): string {
  const last = [0, 0, 0, 0, 0];
  const segmentText = (fields: Fields) =>
    fields
      .map((value, kind) => {
        const difference = value - (last[kind] ?? 0);
        last[kind] = value;
        return encode(difference);
      })
      .join('');
  return lines
    .map((line) => {
      last[0] = 0;
      return line.map(segmentText).join(',');
    })
    .join(';');
}

/** Numbers things anew in the order in which they are first asked for. */
function renumbered(all: readonly string[]): { kept: string[]; numberOf: (old: number) => number } {
  const numbers = new Map<number, number>();
  const kept: string[] = [];
  const numberOf = (old: number) => {
    const known = numbers.get(old) ?? kept.length;
    if (known === kept.length) kept.push(all[old] ?? '');
    numbers.set(old, known);
    return known;
  };
  return { kept, numberOf };
}

/**
 * Leaves out of a source map all places in sources that `keep` refuses. Node reads the whole map when it loads the bundle, and most of
 * it is for packages, whose frames then show their place in the bundle.
 */
export function trimMap(text: string, keep: (source: string) => boolean): string {
  const map: SourceMap = JSON.parse(text);
  const sources = renumbered(map.sources);
  const names = renumbered(map.names);
  const lines = linesOf(map.mappings).map((line) => {
    const kept: Fields[] = [];
    for (const [column = 0, source, ...place] of line) {
      const [row = 0, at = 0, name] = place;
      if (source !== undefined && keep(map.sources[source] ?? '')) {
        const named = name === undefined ? [] : [names.numberOf(name)];
        kept.push([column, sources.numberOf(source), row, at, ...named]);
        // Ends the place before it, as otherwise that would reach up to the next one that is kept.
      } else if ((kept.at(-1)?.length ?? 1) > 1) kept.push([column]);
    }
    return kept;
  });
  return JSON.stringify({ ...map, sources: sources.kept, names: names.kept, mappings: textOf(lines) });
}
