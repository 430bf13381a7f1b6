import { describe, expect, it } from 'vitest';
import { getAsset, getAssetHistory, tagAsset } from '#schemas/asset/asset/routes.ts';
import { getImport, listImportChanges } from '#schemas/asset/import/routes.ts';
import type { ChunkTask, ImportChange } from '#schemas/asset/import/state.ts';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import type { EventStore, TipWrite } from '#shared/event-store/event-store.ts';
import { RECENT_COMMANDS } from '#shared/event-store/recent.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { importChunk } from '../../../functions/asset/import/import-chunk.ts';
import { type AssetService, assetService } from '../service.ts';
import { reportOf, type ScanLine } from './reports.ts';

// What a chunk changed was once known only to the window of 32 commands of each asset. masscan writes a <host> for each open port, in any
// order, so that one host came in more chunks than that: an import then ended as complete, with 0 of 64 hosts that had appeared.

const HOST = '192.0.2.1';
const asset = idOf(`#asset#${HOST}#${HOST}`);
const line = (address: string, ...ports: number[]): ScanLine => ({ address, ports });

/** A service that was told of the report, and the tasks of its chunks. */
async function started(...chunks: readonly (readonly ScanLine[])[]) {
  const service = assetService();
  const event = await reportOf(service.objects, chunks);
  await service.react(event);
  return { service, event, id: idOf(event.aggregate_id), tasks: service.queue.splice(0) };
}

async function changesOf(service: AssetService, id: string): Promise<ImportChange[]> {
  const all: ImportChange[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '200', ...(cursor && { cursor }) };
    const page = await service.ok(listImportChanges, { id, query });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** What the import says that it did, by its counts and by its lists. */
async function outcomeOf(service: AssetService, id: string) {
  const { status, counts } = await service.ok(getImport, { id });
  const listed = Map.groupBy(await changesOf(service, id), ({ change }) => change);
  const count = (change: ImportChange['change']) => listed.get(change)?.length ?? 0;
  const { appeared, opened, refused } = counts;
  expect({ appeared, opened, refused }).toEqual({
    appeared: count('appeared'),
    opened: count('opened'),
    refused: count('refused'),
  });
  return { status, appeared, opened, refused };
}

const run = (
  service: AssetService,
  task: ChunkTask,
  change: { store?: EventStore; objects?: ObjectStore } = {},
) => importChunk({ ...service.importDeps, ...change }, task, service.now());

/** A store of which `write` behaves in another way. */
const writing = (
  store: EventStore,
  write: (given: TipWrite) => ReturnType<EventStore['write']>,
): EventStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const unwritable = (objects: ObjectStore): ObjectStore => ({
  ...objects,
  write: () => Promise.reject(new TransientFailure('unavailable', 'the process was killed')),
});

describe('an import of which a chunk is begun again', () => {
  it('lists its changes, however much has happened to the asset in between', async () => {
    const { service, id, tasks } = await started([line(HOST, 22, 80), line('192.0.2.2', 22)]);
    await expect(run(service, tasks[0]!, { objects: unwritable(service.objects) })).rejects.toThrow(
      TransientFailure,
    );
    for (let n = 0; n < 5 * RECENT_COMMANDS; n += 1) {
      await service.ok(tagAsset, { id: asset, body: { tags: [`t${n}`] } });
    }
    service.pass(24 * 60 * 60);
    const { version } = await service.ok(getAsset, { id: asset });
    await run(service, tasks[0]!);
    expect(await outcomeOf(service, id)).toEqual({ status: 'complete', appeared: 2, opened: 3, refused: 0 });
    expect((await service.ok(getAsset, { id: asset })).version).toBe(version);
  });

  it('lists its changes, when 33 other chunks of the file have seen its host since', async () => {
    const others = Array.from({ length: RECENT_COMMANDS + 1 }, (_, n) => [line(HOST, 2_000 + n)]);
    const { service, id, tasks } = await started([line(HOST, 22), line('192.0.2.2', 22)], ...others);
    let throttled = false;
    const store = writing(service.store, (write) => {
      if (throttled || !write.stream.key.includes('192.0.2.2')) return service.store.write(write);
      throttled = true;
      return Promise.reject(new TransientFailure('unavailable', 'throttled'));
    });
    const [first, ...rest] = tasks;
    await expect(run(service, first!, { store })).rejects.toThrow(TransientFailure);
    for (const task of rest) await run(service, task);
    service.pass(180);
    await run(service, first!);
    expect(await outcomeOf(service, id)).toEqual({ status: 'complete', appeared: 2, opened: 35, refused: 0 });
  });
});

describe('a worker that is late with a chunk', () => {
  it('leaves the list alone that is noted, though it looked at the import before that', async () => {
    const { service, id, tasks } = await started([line(HOST, 1_000)], [line(HOST, 1_001)]);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: ObjectStore = {
      ...service.objects,
      read: async (ref) => {
        await gate;
        return service.objects.read(ref);
      },
    };
    const late = run(service, tasks[0]!, { objects: slow });
    for (const task of tasks) await run(service, task);
    for (let n = 0; n <= RECENT_COMMANDS; n += 1) {
      await service.ok(tagAsset, { id: asset, body: { tags: [`t${n}`] } });
    }
    const before = await changesOf(service, id);
    release();
    await late;
    expect(await changesOf(service, id)).toEqual(before);
    expect(await outcomeOf(service, id)).toEqual({ status: 'complete', appeared: 1, opened: 2, refused: 0 });
  });
});

/** Numbers that look random, and are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield state >>> 8;
  }
}

/** A store whose calls take turns as they would over a network. */
function shuffled(store: EventStore, random: Iterator<number>): EventStore {
  const turns = async () => {
    for (let left = 1 + (random.next().value % 4); left > 0; left -= 1) await new Promise(setImmediate);
  };
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = value.bind(target);
      return name === 'load' || name === 'write'
        ? (...given: unknown[]) => turns().then(() => call(...given))
        : call;
    },
  });
}

describe('a file in which each host stands in more chunks than an asset remembers', () => {
  const HOSTS = 8;
  const CHUNKS = 40;
  const PER_CHUNK = 12;
  const AT_ONCE = 10;

  it('lists every host that appeared and every port that opened, even if messages are lost and come again', async () => {
    const random = numbers(7);
    const used = new Map<string, number>();
    const chunks = Array.from({ length: CHUNKS }, () =>
      Array.from({ length: PER_CHUNK }, () => {
        const address = `192.0.2.${random.next().value % HOSTS}`;
        used.set(address, (used.get(address) ?? 0) + 1);
        return { address, ports: [used.get(address) ?? 0], seen: -1 - (random.next().value % 900) };
      }),
    );
    const { service, id, tasks } = await started(...chunks);
    const store = shuffled(service.store, random);
    const dying = unwritable(service.objects);
    const lastWave: ChunkTask[] = [];
    for (let from = 0; from < tasks.length; from += AT_ONCE) {
      const wave = tasks.slice(from, from + AT_ONCE);
      const ended = await Promise.allSettled(
        // A third of them is killed just before its list is written.
        wave.map((task, n) => run(service, task, { store, ...(n % 3 === 0 && { objects: dying }) })),
      );
      lastWave.push(...wave.filter((_, n) => ended[n]?.status === 'rejected'));
      service.pass(5);
    }
    expect(lastWave).toHaveLength(4 * 4);
    service.pass(180);
    await Promise.all(lastWave.map((task) => run(service, task, { store })));

    const opened = CHUNKS * PER_CHUNK;
    expect(await outcomeOf(service, id)).toEqual({ status: 'complete', appeared: HOSTS, opened, refused: 0 });
    const { items } = await service.ok(getAssetHistory, { id: asset, query: { limit: '200' } });
    const commands = items.map(({ metadata }) => metadata.command_id);
    expect(new Set(commands).size).toBe(commands.length);
  });
});

describe('a failure that is not the fault of a host', () => {
  const failing = (failure: Error, once = false) => {
    let failed = false;
    return (service: AssetService) =>
      writing(service.store, (write) => {
        if ((once && failed) || !write.stream.key.includes('192.0.2.2')) return service.store.write(write);
        failed = true;
        return Promise.reject(failure);
      });
  };

  it('that never passes is no line of the list: it parks the chunk, once its other hosts are observed', async () => {
    const { service, tasks } = await started([line('192.0.2.2', 22), line(HOST, 22)]);
    const store = failing(new TerminalFailure('unreadable-state', 'written by another version'))(service);
    await expect(run(service, tasks[0]!, { store })).rejects.toThrow(TerminalFailure);
    expect(await service.ok(getAsset, { id: asset })).toMatchObject({ openPorts: 1 });
  });

  it('that may pass comes again before anything else is parked', async () => {
    const { service, tasks } = await started([line('192.0.2.2', 22), line('192.0.2.3', 22)]);
    const broken = writing(service.store, (write) =>
      Promise.reject(
        write.stream.key.includes('192.0.2.2')
          ? new TerminalFailure('unreadable-state', 'written by another version')
          : new TransientFailure('unavailable', 'throttled'),
      ),
    );
    await expect(run(service, tasks[0]!, { store: broken })).rejects.toThrow(TransientFailure);
  });

  it('by a lost race is tried again within the chunk', async () => {
    const { service, id, tasks } = await started([line(HOST, 22)]);
    let lost = 0;
    const store = writing(service.store, async (write) => {
      if (lost < 6 && write.stream.prefix === 'ASSET') {
        lost += 1;
        const current = await service.store.load(write.stream);
        return { kind: 'conflict', current };
      }
      return service.store.write(write);
    });
    await run(service, tasks[0]!, { store });
    expect(lost).toBe(6);
    expect(await outcomeOf(service, id)).toMatchObject({ status: 'complete', appeared: 1 });
  });
});

describe('a report with more chunks than are asked for at once', () => {
  it('is asked for in steps, each of which may be done twice', async () => {
    const service = assetService({ chunksAtOnce: 3 });
    const chunks = Array.from({ length: 8 }, (_, n) => [line(`192.0.2.${n}`, 22)]);
    const event = await reportOf(service.objects, chunks);
    await service.react(event);
    await service.react(event);
    expect(service.queue.map(({ chunk }) => chunk.number)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(service.further.map(({ from }) => from)).toEqual([4, 4]);
    await service.drain();
    expect(await outcomeOf(service, idOf(event.aggregate_id))).toMatchObject({
      status: 'complete',
      appeared: 8,
    });
  });
});

describe('an import with many chunks', () => {
  const begun = async () => {
    const service = assetService({ chunksAtOnce: 4 });
    const chunks = Array.from({ length: 12 }, (_, n) => [line(`192.0.2.${n}`, 22)]);
    const event = await reportOf(service.objects, chunks);
    await service.react(event);
    return service;
  };
  const numbersIn = ({ queue }: AssetService) => queue.map(({ chunk }) => chunk.number);

  it('has so many chunks in its queue, and asks for further ones only when earlier ones are noted', async () => {
    const service = await begun();
    const [further] = service.further.splice(0);
    await service.handle(further!);
    expect(numbersIn(service)).toEqual([1, 2, 3, 4]);
    const looks = service.further.splice(0);
    expect(looks.map(({ from }) => from)).toEqual([5]);
    for (const task of service.queue.splice(0, 3)) await service.handle(task);
    await service.handle(looks[0]!);
    expect(numbersIn(service)).toEqual([4, 5, 6, 7]);
    expect(service.further.map(({ from }) => from)).toEqual([8]);
  });

  it('does not wait for ever for chunks that are parked', async () => {
    const service = await begun();
    service.queue.splice(0);
    service.pass(11 * 60);
    await service.handle(service.further.splice(0)[0]!);
    expect(numbersIn(service)).toEqual([5, 6, 7, 8]);
  });
});

describe('a finished import whose report has expired', () => {
  it('is told of again without a word', async () => {
    const { service, event, tasks } = await started([line(HOST, 22)]);
    await run(service, tasks[0]!);
    const gone = { read: () => Promise.reject(new TerminalFailure('object-missing', 'expired')) };
    Object.assign(service.objects, gone);
    await service.react(event);
    expect(service.queue).toEqual([]);
  });
});
