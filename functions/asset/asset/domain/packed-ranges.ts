/** Inclusive. */
export type Range = readonly [from: number, to: number];

/** Marks of the two compact forms: gaps between ranges, and one bit for each port. */
const GAPS = '~';
const BITS = '=';
const PORTS = 65_536;

export const isCompact = (text: string): boolean => text.startsWith(GAPS) || text.startsWith(BITS);

/**
 * A set of ports in the shorter of two forms, both in base64. `~`: for each range twice its distance from the one
 * before, plus one where it holds several ports, and then how many more; numbers of seven bits a byte, the lowest
 * first. `=`: a bit for each of 65,536 ports, the highest of a byte first. Ranges are ascending and do not touch.
 */
export function packedRanges(ranges: readonly Range[]): string {
  const gaps = toText(gapsOf(ranges));
  return gaps.length < Math.ceil(PORTS / 8 / 3) * 4 ? GAPS + gaps : BITS + toText(bitsOf(ranges));
}

export const unpackedRanges = (text: string): Range[] => {
  const bytes = toBytes(text.slice(1));
  return text.startsWith(GAPS) ? rangesOfGaps(bytes) : rangesOfBits(bytes);
};

const toText = (bytes: readonly number[]): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

const toBytes = (text: string): number[] => [...atob(text)].map((character) => character.charCodeAt(0));

function gapsOf(ranges: readonly Range[]): number[] {
  const bytes: number[] = [];
  const push = (value: number) => {
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
    bytes.push(left);
  };
  let next = 0;
  for (const [from, to] of ranges) {
    push(2 * (from - next) + Number(to > from));
    if (to > from) push(to - from);
    next = to + 1;
  }
  return bytes;
}

function rangesOfGaps(bytes: readonly number[]): Range[] {
  let at = 0;
  const read = () => {
    let [value, scale] = [0, 1];
    for (; (bytes[at] ?? 0) > 127; at += 1) {
      value += ((bytes[at] ?? 0) - 128) * scale;
      scale *= 128;
    }
    value += (bytes[at] ?? 0) * scale;
    at += 1;
    return value;
  };
  const ranges: Range[] = [];
  for (let next = 0; at < bytes.length; ) {
    const head = read();
    const from = next + Math.floor(head / 2);
    const to = from + (head % 2 === 1 ? read() : 0);
    ranges.push([from, to]);
    next = to + 1;
  }
  return ranges;
}

function bitsOf(ranges: readonly Range[]): number[] {
  const bytes = Array<number>(PORTS / 8).fill(0);
  for (const [from, to] of ranges) {
    for (let port = from; port <= to; port += 1) {
      const at = Math.floor(port / 8);
      bytes[at] = (bytes[at] ?? 0) + 2 ** (7 - (port % 8));
    }
  }
  return bytes;
}

function rangesOfBits(bytes: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (let port = 0; port < bytes.length * 8; port += 1) {
    const isIn = Math.floor((bytes[Math.floor(port / 8)] ?? 0) / 2 ** (7 - (port % 8))) % 2 === 1;
    const last = ranges.at(-1);
    if (isIn && last?.[1] === port - 1) last[1] = port;
    else if (isIn) ranges.push([port, port]);
  }
  return ranges;
}
