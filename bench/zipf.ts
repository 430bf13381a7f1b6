/** Mulberry32: numbers from 0 to 1, the same ones in each run. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from `count` ranks, of which the n-th has a share of 1/n. */
export function zipf(count: number, random: () => number): () => number {
  const upTo: number[] = [];
  for (let n = 1; n <= count; n += 1) upTo.push((upTo.at(-1) ?? 0) + 1 / n);
  return () => {
    const drawn = random() * (upTo.at(-1) ?? 0);
    return upTo.findIndex((share) => drawn < share);
  };
}
