/** How much one call may carry. */
export interface CallLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** Cuts a list into runs that fit one call each: all of them, in order, as few as greedy gives. One that is too large alone is its own run. */
export function pack<T>(items: readonly T[], bytesOf: (item: T) => number, limits: CallLimits): T[][] {
  const runs: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const run = runs.at(-1);
    if (run && run.length < limits.entries && bytes + size <= limits.bytes) {
      run.push(item);
      bytes += size;
    } else {
      runs.push([item]);
      bytes = size;
    }
  }
  return runs;
}
