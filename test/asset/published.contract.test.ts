import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AssetEvent } from '#schemas/asset/asset/events.ts';
import { ImportEvent } from '#schemas/asset/import/events.ts';
import { ChunkChanges, ChunksTask, ChunkTask } from '#schemas/asset/import/state.ts';
import { SeedEvent } from '#schemas/asset/seed/events.ts';
import { type DomainEvent, upcast } from '#schemas/event.ts';
import { Asset } from '../../functions/asset/asset/asset.ts';
import { Import } from '../../functions/asset/import/domain/import.ts';
import { Seed } from '../../functions/asset/seed/domain/seed.ts';

// What was published once is read for ever: a golden file is never edited, only added.
const folder = new URL('../../schemas/golden/asset/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));

const kinds = [
  { aggregate: Asset, events: AssetEvent },
  { aggregate: Seed, events: SeedEvent },
  { aggregate: Import, events: ImportEvent },
] as const;
const types = kinds.flatMap(({ aggregate, events }) =>
  events.options.map(({ shape }) => ({
    type: shape.type.value,
    version: shape.version.value,
    // Three kinds of aggregates are folded alike here.
    aggregate: aggregate as unknown as typeof Asset,
  })),
);
const aggregateOf = (name: string) =>
  (types.find(({ type }) => name.startsWith(`${type}.v`)) ?? expect.unreachable(`no event is called ${name}`))
    .aggregate;
const eventNames = names.filter((name) => types.some(({ type }) => name.startsWith(`${type}.v`)));
const stateNames = names.filter((name) => /^\w+State\.v/.test(name));

/** The event in the newest version of its schema. */
function read(name: string): DomainEvent {
  const { type, version, data } = golden(name);
  const aggregate = aggregateOf(name);
  return aggregate.events.parse({ type, ...upcast(aggregate.upcasters, type, version, data) });
}

describe('the events of assets, seeds and imports', () => {
  it.each(types)('$type has a golden file for version $version and each before', ({ type, version }) => {
    for (let each = 1; each <= version; each += 1) expect(eventNames).toContain(`${type}.v${each}`);
  });

  it.each(eventNames)('%s is read today as what it means', (name) => {
    const { type, version, data } = golden(name);
    expect(name.startsWith(`${type}.v${version}`)).toBe(true);
    const newest = Math.max(...types.filter((one) => one.type === type).map((one) => one.version));
    expect(read(name)).toMatchObject({ type, version: newest, data });
    if (version === newest) expect(read(name)).toEqual({ type, version, data });
  });

  it.each(eventNames)('%s may not hold what nobody knows', (name) => {
    const event = golden(name);
    const schema = aggregateOf(name).events;
    expect(schema.safeParse({ ...event, data: { ...event.data, extra: 1 } }).success).toBe(false);
  });

  it.each(eventNames)('%s is taken by the state, also when nothing came before it', (name) => {
    const aggregate = aggregateOf(name);
    const state = aggregate.evolve(undefined, read(name) as never);
    expect(aggregate.state.parse(state)).toEqual(state);
    expect(() => aggregate.index(state)).not.toThrow();
  });
});

describe('what the events add up to', () => {
  const folded = (aggregate: unknown, ...events: readonly string[]) => {
    const { evolve } = aggregate as typeof Asset;
    return events.reduce<never>(
      (state, name) => evolve(state, read(name) as never) as never,
      undefined as never,
    );
  };

  it('is an asset', () => {
    const events = [
      'AssetDiscovered.v1',
      'AssetScanned.v1',
      'AssetScanned.v1.gone',
      'AssetUpdated.v1',
      'AssetTagged.v1',
      'AssetReclassified.v1',
    ];
    expect(folded(Asset, ...events)).toEqual(stateIn('AssetState.v1'));
  });

  it('is an asset that knows how old its texts are', () => {
    const events = ['AssetDiscovered.v2', 'AssetScanned.v2', 'AssetUpdated.v1'];
    expect(folded(Asset, ...events)).toEqual(golden('AssetState.v2'));
  });

  it('is a seed', () => {
    expect(folded(Seed, 'SeedAdded.v1', 'SeedUpdated.v1', 'SeedRemoved.v1')).toEqual(golden('SeedState.v1'));
  });
});

/** The state in the newest version of its schema. */
function stateIn(name: string): object {
  const { aggregate } =
    kinds.find(({ aggregate: { type } }) => name.startsWith(`${type}State.`)) ??
    expect.unreachable(`no aggregate has the state ${name}`);
  const version = Number(/\.v(\d+)/.exec(name)?.[1]);
  const lifted = upcast(aggregate.upcasters, 'State', version, golden(name));
  expect(lifted.version).toBe(aggregate.stateVersion);
  return aggregate.state.parse(lifted.data);
}

describe('the states of assets, seeds and imports', () => {
  it.each(stateNames)('%s is read today as it was kept', (name) => {
    expect(stateIn(name)).toMatchObject(golden(name));
  });

  it('have a golden file for each kind, and for each status of an import', () => {
    for (const name of ['AssetState.v1', 'AssetState.v2', 'SeedState.v1']) expect(stateNames).toContain(name);
    for (const status of ['running', 'complete', 'incomplete'])
      expect(golden(`ImportState.v1.${status}`).status).toBe(status);
  });
});

describe('what lies in the bucket and in the queue', () => {
  it('is read today as it was written', () => {
    expect(ChunkChanges.parse(golden('ChunkChanges.v1'))).toEqual(golden('ChunkChanges.v1'));
    expect(ChunkTask.parse(golden('ChunkTask.v1'))).toEqual(golden('ChunkTask.v1'));
    expect(ChunksTask.parse(golden('ChunksTask.v1'))).toEqual(golden('ChunksTask.v1'));
  });
});
