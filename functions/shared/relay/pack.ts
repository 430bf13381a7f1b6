/** PutEvents takes at most ten entries and 1 MB at once; half of that leaves room for how a receiver counts. */
export const MAX_ENTRIES = 10;
export const MAX_BYTES = 512 * 1024;

/** Cuts a list into runs that fit one call each: all of them, in order, as few as greedy gives. One that is too large alone is its own run. */
export function pack<T>(items: readonly T[], bytesOf: (item: T) => number): T[][] {
  const runs: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const run = runs.at(-1);
    if (run && run.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      run.push(item);
      bytes += size;
    } else {
      runs.push([item]);
      bytes = size;
    }
  }
  return runs;
}
