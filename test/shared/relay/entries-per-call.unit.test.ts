import { describe, expect, it } from 'vitest';
import { InMemoryBus } from '#shared/messaging/in-memory.ts';
import { publish } from '#shared/relay/publish.ts';
import { stageConfig } from '../../../lib/stages.ts';

const BATCH = 100;
const WINDOW_S = 1;
/** On demand, a table begins with so many partitions, and its stream has as many shards. */
const SHARDS = 4;

/** Writes that arrive in each batching window of one lane, by chance: Poisson, from a seed. */
function* arrivals(perWindow: number, windows: number): Generator<number> {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let window = 0; window < windows; window += 1) {
    let [count, product] = [-1, 1];
    for (; product > Math.exp(-perWindow); count += 1) product *= random();
    yield count;
  }
}

async function entriesPerCall(writesPerSecond: number, lanes: number): Promise<number> {
  const bus = new InMemoryBus();
  for (const count of arrivals((writesPerSecond * WINDOW_S) / lanes, 500)) {
    for (let left = count; left > 0; left -= BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, left) }, (_, at) => ({
        origin: at,
        entry: { source: 's', type: 'AssetScanned', time: '2026-11-24T08:00:00.000Z', detail: '{}' },
      }));
      await publish(bus, batch);
    }
  }
  return bus.taken.length / bus.calls.length;
}

describe('the relay of a stage during an import', () => {
  it.each(['staging', 'prod'])('publishes eight entries a call at least, in %s', async (name) => {
    const lanes = SHARDS * stageConfig(name).concurrency.relay;
    for (const writesPerSecond of [200, 500]) {
      expect(await entriesPerCall(writesPerSecond, lanes), `${writesPerSecond}/s`).toBeGreaterThanOrEqual(8);
    }
  });

  it('would publish fewer than five with ten batches of each shard in flight', async () => {
    expect(await entriesPerCall(200, SHARDS * 10)).toBeLessThan(5);
  });
});
