import { marshall } from '@aws-sdk/util-dynamodb';
import { InMemoryBus } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { createRelay } from '#shared/relay/relay.ts';
import { assetService } from '../test/asset/service.ts';
import { type Change, CountingStore } from './counting-store.ts';
import { nmapFile } from './nmap-stream.ts';
import { figures } from './print.ts';

// How full the relay's calls to the bus are while a file is imported. The stream of the import's writes comes in
// batches, as Lambda hands them over. A full batch has 100 records; a smaller one stands for a stream that the relay
// keeps up with.

const HOSTS = 2_000;
const BATCHES = [100, 25];

const store = new CountingStore();
await assetService({ store }).importScan('scan.xml', await nmapFile(HOSTS));

async function entriesPerCall(batchSize: number): Promise<number> {
  const bus = new InMemoryBus();
  const relay = createRelay({
    bus,
    objects: createInMemoryObjectStore(),
    claimsBucket: 'claims',
    park: async ({ reason }) => Promise.reject(new Error(`parked: ${reason.message}`)),
    log: () => undefined,
    source: 'bench',
    clock: () => new Date().toISOString(),
    milliseconds: () => performance.now(),
  });
  for (let from = 0; from < store.changes.length; from += batchSize) {
    const batch = store.changes.slice(from, from + batchSize);
    await relay({ Records: batch.map((change, at) => recordOf(change, from + at)) });
  }
  return bus.taken.length / bus.calls.length;
}

/** Lambda hands images over as JSON, with bytes as base64 text. */
const recordOf = ({ before, after }: Change, sequence: number) => {
  const imageOf = (item: object) =>
    JSON.parse(
      JSON.stringify(marshall(item, { removeUndefinedValues: true }), (_, value) =>
        value?.B instanceof Uint8Array ? { B: Buffer.from(value.B).toString('base64') } : value,
      ),
    );
  return {
    eventName: before ? 'MODIFY' : 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      NewImage: imageOf(after),
      ...(before && { OldImage: imageOf(before) }),
    },
  };
};

const found = [];
for (const size of BATCHES) {
  found.push({
    name: `entries a call, batches of ${size}`,
    value: await entriesPerCall(size),
    digits: 1,
    aim: { atLeast: 8 },
  });
}
figures('PutEvents during an import', found);
