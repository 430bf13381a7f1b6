import { describe, expect, it } from 'vitest';
import type { SeedEvent } from '#schemas/asset/seed/events.ts';
import type { SeedState } from '#schemas/asset/seed/state.ts';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import type { SeedCommand } from '../../../functions/asset/seed/domain/command.ts';
import { Seed as Aggregate } from '../../../functions/asset/seed/domain/seed.ts';
import { seedValueOf } from '../../../functions/asset/seed/domain/seed-value.ts';
import { given } from '../../kit/given.ts';
import { at, BY, inSteps, type Step, second } from '../samples.ts';

const Seed = inSteps(Aggregate);

const add = (value = 'example.com', seconds = 0): Step<SeedCommand> => ({
  type: 'AddSeed',
  seed: seedValueOf(value, icannRules),
  mode: 'include',
  status: 'P',
  tags: [],
  now: at(seconds),
});
const update = (more: object): Step<SeedCommand> => ({ type: 'UpdateSeed', ...more, now: at(10) });
const REMOVE: Step<SeedCommand> = { type: 'RemoveSeed', now: at(20) };

function events(...commands: readonly Step<SeedCommand>[]): SeedEvent[] {
  const all: SeedEvent[] = [];
  for (const command of commands) {
    all.push(...Seed.decide(command, all.reduce<SeedState | undefined>(Seed.evolve, undefined)));
  }
  return all;
}

describe('the value of a seed', () => {
  it.each([
    ['example.com', '#seed#domain#example.com', 'tld'],
    ['WWW.Example.COM.', '#seed#domain#www.example.com', 'domain'],
    ['MÜNCHEN.de', '#seed#domain#xn--mnchen-3ya.de', 'tld'],
    ['198.51.100.7', '#seed#ip#198.51.100.7', 'ipv4'],
    ['198.51.100.7/24', '#seed#ip#198.51.100.0/24', 'cidr'],
    ['198.51.100.7/32', '#seed#ip#198.51.100.7/32', 'cidr'],
    ['2001:0DB8:0::1', '#seed#ip#2001:db8::1', 'ipv6'],
    ['2001:db8:ffff::1/33', '#seed#ip#2001:db8:8000::/33', 'cidr'],
  ])('%s has the key %s and the class %s', (text, key, expected) => {
    const seed = seedValueOf(text, icannRules);
    expect(seedKey(seed)).toBe(key);
    expect(seed.class).toBe(expected);
  });

  it.each([
    '',
    'localhost',
    'https://example.com',
    'com',
    'co.uk',
    '0.0.0.0/0',
    '198.51.100.0/33',
    '198.51.100',
    '300.1.1.1',
    'a b.com',
    '-a.com',
    'ann@example.com',
    'exam#ple.com',
  ])('cannot be %j', (text) => {
    let refusal: unknown;
    try {
      seedValueOf(text, icannRules);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'invalid', errors: [{ path: 'value' }] });
  });
});

describe('a seed', () => {
  it('is added once', () => {
    given(Seed)
      .when(add())
      .thenHappens({
        type: 'SeedAdded',
        version: 2,
        data: {
          kind: 'domain',
          class: 'tld',
          value: 'example.com',
          mode: 'include',
          subdomains: true,
          status: 'P',
          source: 'self',
          created: second(0),
          tags: [],
          by: BY,
        },
      });
    given(Seed, ...events(add()))
      .when(add())
      .thenRefused('already-exists');
  });

  it('changes its status with a comment, and its tags', () => {
    given(Seed, ...events(add()))
      .when(update({ status: 'A', tags: ['own'], comment: 'checked' }))
      .thenHappens({
        type: 'SeedUpdated',
        version: 2,
        data: {
          status: 'A',
          tags: ['own'],
          history: { from: 'P', to: 'A', by: BY, comment: 'checked', updated: second(10) },
        },
      });
    given(Seed, ...events(add()))
      .when(update({ status: 'P', tags: [] }))
      .thenNothing();
  });

  it('is removed softly, once', () => {
    const removed = events(add(), REMOVE);
    expect(given(Seed, ...removed).state).toMatchObject({ status: 'D', history: [{ from: 'P', to: 'D' }] });
    given(Seed, ...removed)
      .when(REMOVE)
      .thenNothing();
    given(Seed, ...removed)
      .when(update({ tags: ['x'] }))
      .thenRefused('deleted');
  });

  it('that was removed can be added again, or brought back by a status; its trail goes on', () => {
    const again = given(Seed, ...events(add(), REMOVE, add('example.com', 30))).state;
    expect(again).toMatchObject({ status: 'P', created: second(30) });
    expect(again?.history.map(({ from, to }) => [from, to])).toEqual([
      ['P', 'D'],
      ['D', 'P'],
    ]);
    expect(given(Seed, ...events(add(), REMOVE, update({ status: 'A' }))).state).toMatchObject({
      status: 'A',
    });
  });

  it.each([[update({ status: 'A' })], [REMOVE]])('that does not exist is refused', (command) => {
    given(Seed).when(command).thenRefused('not-found');
  });
});
