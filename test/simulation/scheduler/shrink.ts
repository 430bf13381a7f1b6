/** Runs that a search may take: a second or two for most scenarios. */
const MAX_RUNS = 1_500;

/**
 * The simplest list of choices that still `breaks` what the given one breaks, as far as a bounded search finds it: shorter first, then with
 * more zeros, then with smaller numbers.
 */
export async function shrink(
  found: readonly number[],
  breaks: (list: readonly number[]) => Promise<boolean>,
  maxRuns = MAX_RUNS,
): Promise<readonly number[]> {
  let best = [...found];
  let runs = 0;
  const accept = async (candidate: number[]): Promise<boolean> => {
    if (runs >= maxRuns) return false;
    runs += 1;
    if (!(await breaks(candidate))) return false;
    best = trimmed(candidate);
    return true;
  };
  await accept(best);
  for (let before = ''; before !== best.join() && runs < maxRuns; ) {
    before = best.join();
    await shorten(() => best, accept);
    for (let size = Math.max(1, best.length >> 1); size >= 1; size >>= 1) {
      await eachBlock(
        () => best,
        size,
        accept,
        (block) => block.map(() => 0),
      );
      await eachBlock(
        () => best,
        size,
        accept,
        () => [],
      );
    }
    await lower(() => best, accept);
  }
  return best;
}

type Accept = (candidate: number[]) => Promise<boolean>;

/** Zeros at the end say nothing. */
const trimmed = (list: readonly number[]): number[] => list.slice(0, list.findLastIndex((n) => n !== 0) + 1);

async function shorten(best: () => number[], accept: Accept): Promise<void> {
  let [low, high] = [0, best().length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await accept(best().slice(0, middle))) high = Math.min(middle, best().length);
    else low = middle + 1;
  }
}

async function eachBlock(
  best: () => number[],
  size: number,
  accept: Accept,
  replace: (block: number[]) => number[],
): Promise<void> {
  for (let from = 0; from < best().length; from += size) {
    const list = best();
    const block = list.slice(from, from + size);
    if (replace(block).length > 0 && block.every((n) => n === 0)) continue;
    await accept([...list.slice(0, from), ...replace(block), ...list.slice(from + size)]);
  }
}

async function lower(best: () => number[], accept: Accept): Promise<void> {
  for (let at = 0; at < best().length; at += 1) {
    for (let value = 1; value < (best()[at] ?? 0); value += 1) {
      if (await accept(best().with(at, value))) break;
    }
  }
}
