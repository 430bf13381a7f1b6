import type { Platform } from './platform.ts';

/** Lets time leap by one of so many seconds, a few times in a run, while nothing runs: no function lives that long. */
export function leaps(platform: Platform, seconds: readonly number[], times = 2): void {
  const { scheduler } = platform;
  let left = 1 + scheduler.choices.pick(times);
  scheduler.sources.push({
    ready: () => (left > 0 && scheduler.idle ? 1 : 0),
    begin: () => {
      left -= 1;
      const leap = seconds[scheduler.choices.pick(seconds.length)] ?? 0;
      scheduler.now += leap * 1000;
      scheduler.tell('world', `${(leap / 3600).toFixed(1)} hours pass`);
    },
  });
}
