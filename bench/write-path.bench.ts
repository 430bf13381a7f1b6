import { randomUUID } from 'node:crypto';
import { AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { Asset } from '../functions/asset/asset/domain/asset.ts';
import type { AssetCommand } from '../functions/asset/asset/domain/command.ts';
import { type Counted, countedClient } from './counted-table.ts';
import { heading, row } from './print.ts';

// What each kind of command asks of DynamoDB: round trips and write units, counted at the client, against the least that any way of
// keeping the same items could cost.

const { client, count } = countedClient();
const store = new DynamoEventStore(client, 'chariot-local-asset', 'us-east-1');
const accountId = AccountId.parse(randomUUID());
const now = new Date().toISOString();

const run = (command: AssetCommand, commandId: string = randomUUID(), assume?: 'absent') =>
  execute(store, Asset, {
    key: '#asset#bench.example.com#192.0.2.1',
    command,
    ...(assume && { assume }),
    context: {
      accountId,
      actor: Actor.parse('service:asset'),
      commandId: CommandId.parse(commandId),
      body: commandId,
      correlationId: CorrelationId.parse('bench'),
      causationId: 'bench',
      now,
    },
  });

const sighting = (minutes: number, ports: readonly number[]): AssetCommand => ({
  type: 'ObserveAsset',
  sightings: [
    {
      dns: 'bench.example.com',
      name: '192.0.2.1',
      up: true,
      observedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000)
        .toISOString()
        .replace('.000Z', 'Z'),
      capability: 'nmap',
      scopes: [{ protocol: 'tcp', ranges: '1-1000', otherwise: 'closed' }],
      ports: ports.map((port) => ({
        protocol: 'tcp',
        port,
        state: 'open',
        service: 'http',
        product: 'nginx',
        version: '1.22.1',
      })),
      technologies: [],
      attributes: {},
      metadata: {},
      tags: [],
      attackSurface: [],
      origins: [],
    },
  ],
});

const print = (what: string, { roundTrips, writeUnits, leastWriteUnits }: Counted): void =>
  row(what, [
    roundTrips,
    writeUnits,
    leastWriteUnits,
    leastWriteUnits === 0 ? '-' : (writeUnits / leastWriteUnits).toFixed(2),
  ]);

heading('Write path: one asset', ['round trips', 'write units', 'least', 'ratio']);
print('create (scan of a new host)', await count(() => run(sighting(0, [80, 443]), 'first', 'absent')));
print('create, repeated', await count(() => run(sighting(0, [80, 443]), 'first', 'absent')));
let total: Counted = { roundTrips: 0, writeUnits: 0, leastWriteUnits: 0 };
const updates = 20;
for (let minutes = 1; minutes <= updates; minutes += 1) {
  const counted = await count(() => run(sighting(minutes, minutes % 2 ? [80, 443, 22] : [80, 443])));
  if (minutes <= 3) print(`update ${minutes} (a port opened or closed)`, counted);
  total = {
    roundTrips: total.roundTrips + counted.roundTrips,
    writeUnits: total.writeUnits + counted.writeUnits,
    leastWriteUnits: total.leastWriteUnits + counted.leastWriteUnits,
  };
}
print(`${updates} updates, pages included`, total);
print('update that changes nothing', await count(() => run({ type: 'TagAsset', tags: [] })));
