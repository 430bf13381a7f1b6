import { describe, expect, it } from 'vitest';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { withHistory } from '../../../functions/asset/asset/domain/audit-trail.ts';
import { type Edit, merge } from '../../../functions/asset/asset/domain/merge.ts';
import { type Visitor, visit } from '../../../functions/asset/asset/domain/visit.ts';
import { asset, BY, second } from '../samples.ts';

const SAID = { by: BY, at: second(100) };
const edited = (given: Partial<AssetState>, edit: Edit) => merge(asset(given), edit, SAID);

describe('Merge: a person edits', () => {
  it('changes the status, says so in the trail, and an asset that is not active never expires', () => {
    expect(edited({ status: 'A' }, { status: 'F', comment: 'not ours to scan' })).toEqual({
      changes: { status: 'F', ttl: 0 },
      history: {
        kind: 'added',
        entry: { from: 'A', to: 'F', by: BY, comment: 'not ours to scan', updated: second(100) },
      },
    });
  });

  it('unfreezes without giving the asset an end again', () => {
    expect(edited({ status: 'F', ttl: 0 }, { status: 'A' }).changes).toEqual({ status: 'A' });
  });

  it('keeps a comment without a change of status', () => {
    expect(edited({}, { status: 'A', comment: 'checked' })).toEqual({
      changes: {},
      history: { kind: 'added', entry: { by: BY, comment: 'checked', updated: second(100) } },
    });
  });

  it('changes nothing when everything is so already', () => {
    expect(edited({ tags: ['a'] }, { status: 'A', tags: ['a'] })).toEqual({ changes: {} });
  });

  it('replaces lists, and an empty list of tags clears them', () => {
    const before = { tags: ['a', 'b'], origins: ['x'], attackSurface: ['external'], capability: ['whois'] };
    const edit = { tags: [], origins: ['y'], attackSurface: ['internal'], capability: ['nmap'] };
    expect(edited(before, edit).changes).toEqual(edit);
    expect(edited(before, {}).changes).toEqual({});
  });

  it('overwrites texts that are not empty, and the origin only where there is none', () => {
    const before = { country: 'US', city: 'Austin', origin: 'whois' };
    const edit = { origin: 'tld', metadata: { country: 'DE', city: '' } };
    expect(edited(before, edit).changes).toEqual({ country: 'DE' });
    expect(edited({}, { origin: 'tld' }).changes).toEqual({ origin: 'tld' });
  });

  it('sets and removes attributes by name', () => {
    const attributes = { owner: 'ops', room: '12' };
    expect(edited({ attributes }, { attributes: { owner: 'web', room: null, floor: '3' } }).changes).toEqual({
      attributes: { owner: 'web', floor: '3' },
    });
  });

  it('makes a seed of it: the trail starts from nowhere and names where the seed comes from', () => {
    expect(
      edited({ source: 'nmap', status: 'A' }, { source: 'seed', status: 'P', origin: 'ann@example.com' }),
    ).toEqual({
      changes: { source: 'seed', status: 'P', ttl: 0, origin: 'ann@example.com' },
      history: { kind: 'added', entry: { from: '', to: 'P', by: 'ann@example.com', updated: second(100) } },
    });
  });

  it('keeps the status of a promoted asset when none is wanted', () => {
    expect(edited({ source: 'nmap' }, { source: 'seed' })).toMatchObject({
      changes: { source: 'seed' },
      history: { entry: { from: '', to: 'A', by: BY } },
    });
  });

  describe('taking back a comment', () => {
    const history = [
      { from: 'P', to: 'A', by: BY, comment: 'first', updated: second(1) },
      { by: BY, comment: 'second', updated: second(2) },
    ];
    const trailAfter = (remove: number) => withHistory(history, edited({ history }, { remove }).history);

    it('blanks it where the entry tells of a status', () => {
      expect(trailAfter(0)).toEqual([{ from: 'P', to: 'A', by: BY, updated: second(1) }, history[1]]);
    });

    it('drops the entry where there is nothing else in it', () => {
      expect(trailAfter(1)).toEqual([history[0]]);
    });

    it('leaves the status as it is, against any wish', () => {
      expect(edited({ history }, { remove: 1, status: 'F' }).changes).toEqual({});
    });

    it('that does not exist is no request', () => {
      expect(edited({ history }, { remove: 2, status: 'F' }).changes).toEqual({ status: 'F', ttl: 0 });
    });
  });
});

const seen = (given: Partial<Visitor> = {}): Visitor => ({
  source: 'nmap',
  status: 'A',
  origin: '',
  visited: second(500),
  ttl: 1_900_000_000,
  private: false,
  metadata: {},
  tags: [],
  attributes: {},
  technologies: [],
  capability: ['nmap'],
  attackSurface: [],
  origins: [],
  ...given,
});

const visited = (given: Partial<AssetState>, other: Partial<Visitor> = {}) =>
  visit(asset({ capability: ['nmap'], ...given }), seen(other)).changes;

describe('Visit: a scan sees it again', () => {
  it('moves visited and the end of its life', () => {
    expect(visited({})).toEqual({ visited: second(500), ttl: 1_900_000_000 });
  });

  it('never moves them back', () => {
    expect(visited({ visited: second(900), ttl: 2_000_000_000 })).toEqual({});
  });

  it('makes a pending asset of the own account active', () => {
    expect(visited({ status: 'P', source: 'self' })).toMatchObject({ status: 'A' });
    expect(visited({ status: 'P', source: 'whois' })).not.toHaveProperty('status');
  });

  it.each(['F', 'FR', 'D'] as const)('leaves an asset that is %s so, without an end', (status) => {
    expect(visited({ status, ttl: 0 })).toEqual({ visited: second(500) });
  });

  it('gives no end to an asset that had none', () => {
    expect(visited({ ttl: 0 })).toEqual({ visited: second(500) });
    expect(visited({}, { ttl: 0 })).toMatchObject({ ttl: 0 });
  });

  it.each(['seed', 'account'])('a %s never expires, and stays one', (source) => {
    expect(visited({ source })).toEqual({ visited: second(500), ttl: 0 });
  });

  it('makes a seed of an asset that a seed names, without a word in the trail', () => {
    expect(visited({ source: 'nmap' }, { source: 'seed' })).toMatchObject({ source: 'seed', ttl: 0 });
    expect(visited({ source: 'account' }, { source: 'seed' })).not.toHaveProperty('source');
  });

  it('unites lists and overwrites texts that are not empty', () => {
    const before = { tags: ['a'], origins: ['x'], capability: ['whois'], attackSurface: ['external'] };
    const other = {
      tags: ['a', 'b'],
      origins: ['y'],
      attackSurface: ['external'],
      metadata: { country: 'DE', city: '' },
    };
    expect(visited({ ...before, city: 'Austin', country: 'US' }, other)).toMatchObject({
      tags: ['a', 'b'],
      origins: ['x', 'y'],
      capability: ['whois', 'nmap'],
      country: 'DE',
    });
    expect(visited(before, other)).not.toHaveProperty('attackSurface');
    expect(visited({ city: 'Austin' }, other)).not.toHaveProperty('city');
  });

  it('that is older than the known one fills gaps and overwrites nothing', () => {
    const known = { visited: second(900), city: 'Austin', attributes: { os: 'Linux 6', owner: 'net' } };
    const late = { metadata: { city: 'Ulm', country: 'DE' }, attributes: { os: 'Linux 5', mac: '02:00' } };
    const changes = visited({ ...known, ttl: 2_000_000_000 }, late);
    expect(changes).toEqual({ country: 'DE', attributes: { ...known.attributes, mac: '02:00' } });
    expect(visited({ ...known, ttl: 2_000_000_000 }, { attributes: { os: 'Linux 5' } })).toEqual({});
  });

  it('takes over whether it is private, and an origin where there is none', () => {
    expect(visited({}, { private: true, origin: 'tld' })).toMatchObject({ private: true, origin: 'tld' });
    expect(visited({ origin: 'whois' }, { origin: 'tld' })).not.toHaveProperty('origin');
  });
});
