import { describe, expect, it } from 'vitest';
import type { AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { Asset as Aggregate } from '../../../functions/asset/asset/asset.ts';
import type { AssetCommand } from '../../../functions/asset/asset/domain/command.ts';
import type { Sighting } from '../../../functions/asset/asset/domain/sighting.ts';
import { given } from '../../kit/given.ts';
import {
  at,
  BY,
  DAYS,
  inSteps,
  JOB,
  listed,
  looked,
  OTHER_JOB,
  open,
  type Step,
  second,
  sighting,
} from '../samples.ts';

const Asset = inSteps(Aggregate);

const create = (more: object = {}): Step<AssetCommand> => ({
  type: 'CreateAsset',
  dns: 'www.acme.test',
  name: '192.0.2.10',
  source: 'self',
  origin: '',
  tags: [],
  attributes: {},
  technologies: [],
  attackSurface: [],
  metadata: {},
  now: at(0),
  ...more,
});
const observe = (seconds: number, more: Partial<Sighting> = {}, now = at(seconds)): Step<AssetCommand> => ({
  type: 'ObserveAsset',
  now,
  sightings: [sighting(seconds, more)],
});
const update = (edit: object, seconds = 10): Step<AssetCommand> => ({
  type: 'UpdateAsset',
  edit,
  now: at(seconds),
});
const remove = (seconds = 10): Step<AssetCommand> => ({ type: 'DeleteAsset', now: at(seconds) });
const expire = (seconds: number): Step<AssetCommand> => ({ type: 'ExpireAsset', now: at(seconds) });
const TTL = Date.parse(at(0)) / 1000 + 30 * DAYS;

/** The events of commands, one after the other. */
function events(...commands: readonly Step<AssetCommand>[]): AssetEvent[] {
  const all: AssetEvent[] = [];
  for (const command of commands) all.push(...Asset.decide(command, stateAfter(all)));
  return all;
}
const stateAfter = (history: readonly AssetEvent[]): AssetState | undefined =>
  history.reduce<AssetState | undefined>(Asset.evolve, undefined);
const afterwards = (...commands: readonly Step<AssetCommand>[]) => stateAfter(events(...commands))!;
const last = (...commands: readonly Step<AssetCommand>[]) => events(...commands).at(-1)!;

describe('creating an asset', () => {
  it('discovers it, with the facts that follow from its names', () => {
    given(Asset)
      .when(create({ dns: 'DB.acme.test', name: '10.0.0.1', tags: ['db'] }))
      .thenHappens({
        type: 'AssetDiscovered',
        version: 3,
        data: {
          dns: 'DB.acme.test',
          name: '10.0.0.1',
          class: 'ipv4',
          private: true,
          asname: 'Non-Routable',
          asnumber: '0',
          status: 'A',
          source: 'self',
          origin: '',
          created: second(0),
          visited: second(0),
          ttl: TTL,
          tags: ['db'],
          attributes: {},
          technologies: [],
          capability: [],
          attackSurface: [],
          origins: [],
          ports: [],
          scopes: [],
          by: BY,
          observed: {},
          inScope: true,
        },
      });
  });

  it('is refused while it exists', () => {
    given(Asset, ...events(create()))
      .when(create())
      .thenRefused('already-exists');
  });

  it.each([
    [{ source: 'seed' }, { status: 'P', ttl: 0 }],
    [
      { source: 'account', dns: 'amazon', name: '1' },
      { status: 'A', ttl: 0, class: 'amazon' },
    ],
    [{ status: 'F' }, { status: 'F', ttl: 0 }],
  ])('as %j gives it %j', (more, expected) => {
    expect(afterwards(create(more))).toMatchObject(expected);
  });

  it('after it was deleted begins a new life, and its trail goes on', () => {
    const state = afterwards(observe(0, { ports: [open(80)] }), remove(10), create({ now: at(20) }));
    expect(state).toMatchObject({ status: 'A', source: 'self', created: second(20), ports: [], scopes: [] });
    expect(state.deletion).toBeUndefined();
    expect(state.history).toEqual([
      { from: 'A', to: 'D', by: BY, updated: second(10) },
      { from: 'D', to: 'A', by: BY, updated: second(20) },
    ]);
  });

  it('puts no comment into the trail', () => {
    expect(afterwards(create()).history).toEqual([]);
  });
});

describe('observing a host', () => {
  it('discovers one that nobody knew, with its ports; expiry counts from the arrival', () => {
    const state = afterwards(observe(-100, { ports: [open(80)], attributes: { os: 'Linux' } }, at(0)));
    expect(state).toMatchObject({
      status: 'A',
      source: 'nmap',
      capability: ['nmap'],
      created: second(0),
      visited: second(-100),
      ttl: TTL,
      attributes: { os: 'Linux' },
      soleDiscovery: JOB,
      presence: { up: true, observedAt: second(-100) },
    });
    expect(state.ports).toMatchObject([{ port: 80, state: 'open' }]);
  });

  it('scans one that is known: ports that opened and ports that closed', () => {
    const known = [observe(0, { ports: [open(80), open(443)] })];
    expect(last(...known, observe(5, { ports: [open(443), open(22)] }))).toMatchObject({
      type: 'AssetScanned',
      data: {
        opened: ['tcp/22'],
        closed: ['tcp/80'],
        changes: { visited: second(5) },
        up: true,
        import: JOB,
      },
    });
  });

  it('twice changes nothing but visited and the end of its life', () => {
    const first = afterwards(observe(0, { ports: [open(80), listed(81, 'filtered')] }));
    const again = afterwards(
      observe(0, { ports: [open(80), listed(81, 'filtered')] }),
      observe(0, { ports: [open(80), listed(81, 'filtered')], import: OTHER_JOB }, at(50)),
    );
    expect(again).toEqual({ ...first, ttl: TTL + 50 });
  });

  it('by another name of it in other letters does not rename it', () => {
    expect(afterwards(observe(0), observe(5, { dns: 'WWW.ACME.TEST' })).dns).toBe('www.acme.test');
  });

  it('changes nothing and reports nothing when the scan is older, but for how long it lives', () => {
    const { data } = last(
      observe(10, { ports: [open(80)] }),
      observe(5, { ports: [open(22)] }, at(20)),
    ) as never;
    expect(data).toMatchObject({ opened: [], closed: [], changes: { ttl: TTL + 20 } });
    expect(data).not.toHaveProperty('changes.visited');
  });

  it('that is down and that nobody knew is nothing', () => {
    given(Asset)
      .when(observe(0, { up: false }))
      .thenNothing();
  });

  it('that is down and known: it is gone, nobody reaches its ports, and it is not visited', () => {
    const known = [observe(0, { ports: [open(80)], scopes: [looked('1-100')] })];
    expect(last(...known, observe(5, { up: false }))).toMatchObject({
      type: 'AssetScanned',
      data: { up: false, gone: true, changes: {}, opened: [], closed: ['tcp/80'] },
    });
    const state = afterwards(...known, observe(5, { up: false }));
    expect(state).toMatchObject({ visited: second(0), ttl: TTL, ports: [{ state: 'filtered' }] });
  });

  it('that is down is gone once, and appears when it answers again', () => {
    const gone = [observe(0, { ports: [open(80)] }), observe(5, { up: false })];
    given(Asset, ...events(...gone))
      .when(observe(5, { up: false }, at(6)))
      .thenNothing();
    expect(last(...gone, observe(7, { up: false }))).not.toHaveProperty('data.gone');
    expect(last(...gone, observe(8, { ports: [open(80)] }))).toMatchObject({
      data: { appeared: true, opened: ['tcp/80'] },
    });
  });

  it('that was down in an older scan is not gone', () => {
    expect(last(observe(10, { ports: [open(80)] }), observe(5, { up: false }))).not.toHaveProperty(
      'data.gone',
    );
    expect(afterwards(observe(10, { ports: [open(80)] }), observe(5, { up: false })).ports).toMatchObject([
      { state: 'open' },
    ]);
  });

  it('that a person deleted notes the visit, and neither revives it nor reports a change', () => {
    const deleted = [observe(0, { ports: [open(80)] }), remove(1)];
    const event = last(...deleted, observe(5, { ports: [open(22)] }));
    expect(event).toMatchObject({ type: 'AssetScanned', data: { opened: [], closed: [] } });
    expect(afterwards(...deleted, observe(5))).toMatchObject({ status: 'D', visited: second(5), ttl: 0 });
  });

  it('that is frozen observes it like any other, and leaves it frozen', () => {
    const frozen = [observe(0), update({ status: 'F' })];
    expect(last(...frozen, observe(20, { ports: [open(22)] }))).toMatchObject({
      data: { opened: ['tcp/22'] },
    });
    expect(afterwards(...frozen, observe(20))).toMatchObject({ status: 'F', ttl: 0, visited: second(20) });
  });

  it('that had expired finds it anew, whether the sweep had come by or not', () => {
    const late = observe(31 * DAYS, { ports: [open(22)] });
    const swept = afterwards(observe(0, { ports: [open(80)] }), expire(30 * DAYS), late);
    const unswept = afterwards(observe(0, { ports: [open(80)] }), late);
    expect(unswept).toEqual({ ...swept, history: expect.any(Array) });
    expect(unswept).toMatchObject({ status: 'A', created: second(31 * DAYS), ports: [{ port: 22 }] });
    expect(events(observe(0), late).map(({ type }) => type)).toEqual([
      'AssetDiscovered',
      'AssetDeleted',
      'AssetDiscovered',
    ]);
  });

  it('with more open ports than an asset holds flags it', () => {
    const ports = Array.from({ length: 1_000 }, (_, index) => open(index + 1));
    expect(afterwards(observe(0, { ports })).tarpit).toEqual({ counted: 1_000, observedAt: second(0) });
    expect(
      afterwards(
        observe(0, { ports }),
        observe(5, { scopes: [looked('1-3')], ports: [open(1), open(2), open(3)] }),
      ).tarpit,
    ).toBeDefined();
    expect(afterwards(observe(0, { ports }), observe(5)).tarpit).toBeUndefined();
  });

  it('that has no valid name is refused', () => {
    given(Asset)
      .when(observe(0, { dns: 'a\u0000b' }))
      .thenRefused('invalid');
  });
});

describe('the discovery that alone found an asset', () => {
  it.each([
    ['is known while only it speaks of it', [observe(5)], JOB],
    ['is forgotten when another import sees it', [observe(5, { discovery: OTHER_JOB })], undefined],
    ['is forgotten when a person edits it', [update({ tags: ['mine'] })], undefined],
    ['is forgotten when a person deletes it', [remove()], undefined],
  ])('%s', (_, commands, expected) => {
    expect(afterwards(observe(0), ...commands).soleDiscovery).toBe(expected);
  });

  it('is none where a person created it', () => {
    expect(afterwards(create(), observe(5)).soleDiscovery).toBeUndefined();
  });
});

describe('changing an asset', () => {
  it('freezes and unfreezes it', () => {
    expect(afterwards(create(), update({ status: 'F' }))).toMatchObject({ status: 'F', ttl: 0 });
    expect(afterwards(create(), update({ status: 'F' }), update({ status: 'A' }))).toMatchObject({
      status: 'A',
    });
  });

  it('to its present values is nothing', () => {
    given(Asset, ...events(create()))
      .when(update({ status: 'A' }))
      .thenNothing();
  });

  it('that does not exist is refused', () => {
    given(Asset)
      .when(update({ status: 'F' }))
      .thenRefused('not-found');
    given(Asset)
      .when({ type: 'TagAsset', tags: [], now: at(0) })
      .thenRefused('not-found');
    given(Asset).when(remove()).thenRefused('not-found');
  });

  it('that is deleted is refused, unless it is brought back by a status', () => {
    const deleted = events(observe(0, { ports: [open(80)] }), remove());
    given(Asset, ...deleted)
      .when(update({ tags: ['x'] }))
      .thenRefused('deleted');
    given(Asset, ...deleted)
      .when({ type: 'TagAsset', tags: ['x'], now: at(20) })
      .thenRefused('deleted');
    const back = afterwards(observe(0, { ports: [open(80)] }), remove(), update({ status: 'A' }, 20));
    expect(back).toMatchObject({ status: 'A', ports: [{ port: 80 }] });
    expect(back.deletion).toBeUndefined();
  });

  it('that is overdue is as if it were deleted', () => {
    given(Asset, ...events(create()))
      .when(update({ tags: ['x'] }, 31 * DAYS))
      .thenRefused('deleted');
    expect(events(create(), update({ status: 'A' }, 31 * DAYS)).map(({ type }) => type)).toEqual([
      'AssetDiscovered',
      'AssetDeleted',
      'AssetUpdated',
    ]);
    expect(afterwards(create(), update({ status: 'A' }, 31 * DAYS))).toMatchObject({ status: 'A', ttl: 0 });
  });

  it('replaces its tags', () => {
    const tags = ['b', 'a'];
    given(Asset, ...events(create({ tags: ['x'] })))
      .when({ type: 'TagAsset', tags, now: at(1) })
      .thenHappens({ type: 'AssetTagged', version: 1, data: { tags } });
    given(Asset, ...events(create({ tags })))
      .when({ type: 'TagAsset', tags, now: at(1) })
      .thenNothing();
  });

  it('sets its class, and keeps it when it is scanned', () => {
    const says: Step<AssetCommand> = {
      type: 'ReclassifyAsset',
      class: 'printer',
      comment: 'seen it',
      now: at(5),
    };
    given(Asset, ...events(create()))
      .when(says)
      .thenHappens({
        type: 'AssetReclassified',
        version: 1,
        data: { from: 'ipv4', class: 'printer', at: second(5), by: BY, comment: 'seen it' },
      });
    const state = afterwards(create(), says, observe(9));
    expect(state).toMatchObject({ class: 'printer', history: [{ comment: 'seen it' }] });
    expect(Asset.index(state).byType).toEqual({
      partition: 'ASSET_TYPE#printer',
      sort: `CREATED#${second(0)}`,
    });
  });

  it('refuses more attributes than it holds', () => {
    const attributes = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`a${index}`, '']));
    const refusal = given(Asset, ...events(create()))
      .when(update({ attributes }))
      .thenRefused('too-many-attributes');
    expect(refusal.errors).toMatchObject([{ path: 'attributes' }]);
  });
});

describe('deleting an asset', () => {
  it('keeps it, with status D and without an end', () => {
    expect(afterwards(create(), remove(5))).toMatchObject({
      status: 'D',
      ttl: 0,
      deletion: { reason: 'removed', at: second(5) },
      history: [{ from: 'A', to: 'D', by: BY }],
    });
  });

  it('twice is nothing', () => {
    given(Asset, ...events(create(), remove()))
      .when(remove(20))
      .thenNothing();
  });
});

describe('the end of an asset that nobody sees', () => {
  it('is due when its time is over, and comes then', () => {
    const known = afterwards(observe(0));
    expect(Asset.index(known).due).toBe(at(30 * DAYS));
    given(Asset, ...events(observe(0)))
      .when(expire(30 * DAYS - 1))
      .thenNothing();
    given(Asset, ...events(observe(0)))
      .when(expire(30 * DAYS))
      .thenHappens({
        type: 'AssetDeleted',
        version: 1,
        data: { reason: 'expired', at: second(30 * DAYS), by: 'expiry' },
      });
  });

  it.each([
    ['seeds', create({ source: 'seed' })],
    ['what is frozen', create({ status: 'F' })],
  ])('never comes for %s', (_, command) => {
    expect(Asset.index(afterwards(command)).due).toBeUndefined();
    given(Asset, ...events(command))
      .when(expire(400 * DAYS))
      .thenNothing();
  });

  it('is not due any more for a deleted asset', () => {
    expect(Asset.index(afterwards(create(), remove())).due).toBeUndefined();
    expect(Asset.index(afterwards(create(), expire(30 * DAYS))).due).toBeUndefined();
  });
});

describe('the index entries of an asset', () => {
  it('show its class, its status, and a summary without its ports', () => {
    const { byType, byStatus, summary } = Asset.index(
      afterwards(observe(0, { ports: [open(80), listed(81, 'filtered')] })),
    );
    expect(byType?.partition).toBe('ASSET_TYPE#ipv4');
    expect(byStatus).toEqual({ partition: 'STATUS#A', sort: 'PRIORITY#000' });
    expect(summary).toMatchObject({ dns: 'www.acme.test', status: 'A', openPorts: 1 });
    expect(summary).not.toHaveProperty('ports');
  });

  it('name a partition for assets without a class', () => {
    expect(Asset.index(afterwards(create({ dns: 'host', name: 'host' }))).byType?.partition).toBe(
      'ASSET_TYPE#none',
    );
  });
});
