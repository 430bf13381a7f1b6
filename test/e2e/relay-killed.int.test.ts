import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Envelope, PublishedEvent } from '#schemas/envelope.ts';
import { type BusListener, listenToBus } from '../support/bus-listener.ts';
import { newTenant, type PlatformClient, type Tenant, until } from '../support/platform.ts';
import { whileKilling } from '../support/processes.ts';

const ASSETS = 60;
const EVENTS = 3 * ASSETS;
const RELAY = 'chariot-local-asset-relay';
/** Short ones do not even let it start, longer ones let it publish a part of what waits, the last lets it get on where starting is slow. */
const PAUSES = [80, 400, 300, 700, 300, 900, 300, 4000];

let tenant: Tenant;
let bus: BusListener;

beforeAll(async () => {
  tenant = await newTenant('relay killed');
  bus = await listenToBus('chariot.asset', tenant.accountId);
});

afterAll(() => bus.stop());

/** Creates an asset and changes it twice: three events, in three writes, each told once it is acknowledged. */
async function writeThrice(client: PlatformClient, n: number, onWritten: () => void): Promise<string> {
  const { body } = await client.createAsset({
    body: { dns: `h${n}.relay.example`, name: `192.0.2.${n}` },
  });
  onWritten();
  for (const round of ['one', 'two']) {
    await client.updateAsset({ params: { id: body.id }, body: { attributes: { round } } });
    onWritten();
  }
  return body.id;
}

async function storedEvents(client: PlatformClient, ids: readonly string[]): Promise<Envelope[]> {
  const limit = pLimit(8);
  const histories = await Promise.all(
    ids.map((id) =>
      limit(async () => (await client.getAssetHistory({ params: { id }, query: {} })).body.items),
    ),
  );
  return histories.flat();
}

const idsOf = (events: readonly { event_id: string }[]): string[] => [
  ...new Set(events.map(({ event_id }) => event_id)),
];

/** What the bus brought of one asset: each version once, in the order in which it came first. */
const firstArrivals = (deliveries: readonly PublishedEvent[], key: string): number[] => [
  ...new Set(
    deliveries.filter(({ aggregate_id }) => aggregate_id === key).map((event) => event.aggregate_version),
  ),
];

describe('a relay that is killed again and again while commands are written', () => {
  it('loses no event, leaves no version out, and says the same in every repeat', async () => {
    const { client } = tenant;
    const limit = pLimit(6);
    let written = 0;
    const unpublished: number[] = [];
    const writeAll = async () => {
      const ids = await Promise.all(
        Array.from({ length: ASSETS }, (_, n) => limit(() => writeThrice(client, n, () => (written += 1)))),
      );
      await until('half of the events', async () =>
        idsOf(await bus.received()).length > EVENTS / 2 ? true : undefined,
      );
      return ids;
    };
    const { result: ids } = await whileKilling(RELAY, PAUSES, writeAll, async () => {
      const acknowledged = written;
      unpublished.push(acknowledged - idsOf(await bus.received()).length);
    });
    expect(
      unpublished.filter((events) => events > 0).length,
      'kills with events unpublished',
    ).toBeGreaterThan(1);

    const stored = await storedEvents(client, ids);
    expect(stored).toHaveLength(EVENTS);
    const deliveries = await until(
      'the arrival of the last event',
      async () => {
        const received = await bus.received();
        return idsOf(received).length >= stored.length ? received : undefined;
      },
      30,
    );
    expect(idsOf(deliveries).toSorted()).toEqual(idsOf(stored).toSorted());

    for (const key of new Set(stored.map(({ aggregate_id }) => aggregate_id))) {
      expect(firstArrivals(deliveries, key).toSorted()).toEqual([1, 2, 3]);
    }
    const envelopes = new Map(stored.map((event) => [event.event_id, event]));
    const told = new Map<string, PublishedEvent>();
    for (const event of deliveries) {
      expect(event).toEqual(told.get(event.event_id) ?? event);
      expect(event).toMatchObject({ ...envelopes.get(event.event_id) });
      told.set(event.event_id, event);
    }
  });
});
