import { describe, expect, it } from 'vitest';
import { TransientFailure } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import { createParking, reasonOf } from '#shared/consumer/parking.ts';
import { InMemoryQueue } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { type DeadLetter, redrive } from '../../cli/redrive.ts';

const SOURCE = 'chariot-prod-asset-imports';
const NOW = Date.parse('2026-11-25T08:00:00.000Z');

/** A dead-letter queue that the platform's own parking fills. */
function world() {
  const objects = createInMemoryObjectStore();
  const dead = new InMemoryQueue();
  const park = createParking({
    deadLettersOf: () => dead,
    objects,
    bucket: 'claims',
    clock: () => '2026-11-25T07:00:00.000Z',
    maxPayloadBytes: 1_000,
  });
  const sent: string[] = [];
  const removed: string[] = [];
  const since = new Map<string, number>();
  let given = 0;
  const letters = {
    source: SOURCE,
    receive: async (): Promise<DeadLetter[]> => {
      const some = dead.taken.slice(given, given + 2);
      given += some.length;
      return some.map(({ body }) => ({ body, receipt: body, since: since.get(body) ?? NOW - 1 }));
    },
    sendBack: async (body: string) => void sent.push(body),
    remove: async (receipt: string) => void removed.push(receipt),
    read: async (bucket: string, key: string) => {
      const parts: Uint8Array[] = [];
      for await (const part of await objects.read({ bucket, key })) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    },
  };
  const outage = reasonOf(new TransientFailure('unavailable', 'away'));
  const parked = (payload: Parked['payload'], source = SOURCE, reason = outage) =>
    park({ reason, source, payload });
  return { letters, dead, sent, removed, since, parked, outage };
}

describe('ops redrive', () => {
  it('sends home what an outage parked, as it was, from its copy where it was too large', async () => {
    const { letters, sent, removed, parked } = world();
    const large = { say: 'x'.repeat(2_000) };
    await parked({ chunk: 1 });
    await parked(large);
    await parked('{"half": "');
    expect(await redrive(letters, NOW)).toEqual({ sent: 3, dropped: 0, left: 0 });
    expect(sent).toEqual(
      [JSON.stringify({ chunk: 1 }), JSON.stringify(large), '{"half": "'].toSorted(() => 0),
    );
    expect(removed).toHaveLength(3);
  });

  it('unwraps what was sent back in its wrapping and parked once more', async () => {
    const { letters, sent, parked, outage } = world();
    await parked({ reason: { ...outage, errors: [] }, source: SOURCE, payload: { chunk: 2 } });
    await redrive(letters, NOW);
    expect(sent).toEqual([JSON.stringify({ chunk: 2 })]);
  });

  it('sends plain messages as they are, and drops sweeps, which leave nothing to do', async () => {
    const { letters, dead, sent, removed } = world();
    const failedSweep = {
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { kind: 'sweep' },
    };
    for (const body of ['{"chunk":3}', '{"kind":"sweep"}', JSON.stringify(failedSweep)])
      dead.taken.push({ body });
    expect(await redrive(letters, NOW)).toEqual({ sent: 1, dropped: 2, left: 0 });
    expect([sent, removed.length]).toEqual([['{"chunk":3}'], 3]);
  });

  it('leaves what has another reason, came from elsewhere, or was parked since it began', async () => {
    const { letters, dead, sent, removed, since, parked, outage } = world();
    await parked({ chunk: 4 });
    await parked({ chunk: 5 }, SOURCE, { ...outage, code: 'unknown' });
    await parked({ chunk: 6 }, 'chariot-prod-asset-relay');
    await parked({ chunk: 7 });
    since.set(dead.taken[3]?.body ?? '', NOW + 1);
    expect(await redrive(letters, NOW, 'unavailable')).toEqual({ sent: 1, dropped: 0, left: 3 });
    expect([sent, removed.length]).toEqual([[JSON.stringify({ chunk: 4 })], 1]);
  });

  it('deletes nothing that could not be sent', async () => {
    const { letters, removed, parked } = world();
    await parked({ chunk: 8 });
    const away = { ...letters, sendBack: () => Promise.reject(new Error('throttled')) };
    await expect(redrive(away, NOW)).rejects.toThrow('throttled');
    expect(removed).toEqual([]);
  });
});
