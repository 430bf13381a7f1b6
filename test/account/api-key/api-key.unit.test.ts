import { describe, expect, it } from 'vitest';
import { apiKey, type CreateApiKey, isUsable } from '../../../functions/account/api-key/domain/api-key.ts';
import { given } from '../given.ts';
import {
  ADA,
  EXPIRES,
  KEY_ID,
  keyCreated,
  keyExpired,
  keyRevoked,
  keyUsed,
  LATER,
  NOON,
  VERIFIER,
} from '../samples.ts';

const create: CreateApiKey = {
  kind: 'create',
  id: KEY_ID,
  name: 'nightly scan',
  user: ADA,
  role: 'analyst',
  makerRole: 'admin',
  expires: EXPIRES,
  verifier: VERIFIER,
  now: NOON,
};
const IN_A_YEAR = '2027-01-05T12:00:00.000Z';

describe('a key that is not there', () => {
  it('is created', () => {
    given(apiKey).when(create).thenHappens(keyCreated);
  });

  it('ends after a year where its maker says nothing', () => {
    const { expires: _expires, ...command } = create;
    const [event] = apiKey.decide(command, undefined);
    expect(event?.data).toMatchObject({ created: NOON, expires: IN_A_YEAR });
  });

  it.each([
    { expires: NOON, why: 'is now' },
    { expires: '2026-01-05T11:59:59.999Z', why: 'is past' },
    { expires: '2027-01-05T12:00:00.001Z', why: 'is more than a year away' },
  ])('does not get an end that $why', ({ expires }) => {
    const refusal = given(apiKey)
      .when({ ...create, expires })
      .thenRefused('invalid');
    expect(refusal.errors.map(({ path }) => path)).toEqual(['body.expires']);
  });

  it('may end after exactly a year', () => {
    expect(apiKey.decide({ ...create, expires: IN_A_YEAR }, undefined)).toHaveLength(1);
  });

  it.each([
    ['admin', 'analyst'],
    ['admin', 'readonly'],
    ['analyst', 'readonly'],
  ] as const)('does not get the role %s from a maker who is %s', (role, makerRole) => {
    given(apiKey)
      .when({ ...create, role, makerRole })
      .thenRefused('forbidden');
  });

  it.each(['note-use', 'revoke', 'expire'] as const)('takes no %s', (kind) => {
    given(apiKey).when({ kind, now: LATER }).thenRefused('not-found');
  });
});

describe('an active key', () => {
  it('is not created twice', () => {
    given(apiKey, keyCreated).when(create).thenRefused('already-exists');
  });

  it('is due when it expires', () => {
    const { state } = given(apiKey, keyCreated);
    expect(state && apiKey.index(state).due).toBe(EXPIRES);
  });

  it('notes its first use', () => {
    given(apiKey, keyCreated).when({ kind: 'note-use', now: LATER }).thenHappens(keyUsed(LATER));
  });

  it('notes its use once an hour', () => {
    const used = given(apiKey, keyCreated, keyUsed(NOON));
    used.when({ kind: 'note-use', now: '2026-01-05T12:59:59.999Z' }).thenNothing();
    used
      .when({ kind: 'note-use', now: '2026-01-05T13:00:00.000Z' })
      .thenHappens(keyUsed('2026-01-05T13:00:00.000Z'));
  });

  it('is revoked', () => {
    given(apiKey, keyCreated).when({ kind: 'revoke', now: LATER }).thenHappens(keyRevoked(LATER));
  });

  it('expires at its end, and not before', () => {
    given(apiKey, keyCreated).when({ kind: 'expire', now: '2026-01-31T23:59:59.999Z' }).thenNothing();
    given(apiKey, keyCreated).when({ kind: 'expire', now: EXPIRES }).thenHappens(keyExpired(EXPIRES));
  });

  it('opens nothing from its end on, whether or not the sweep has seen it', () => {
    const { state } = given(apiKey, keyCreated);
    expect(state && isUsable(state, '2026-01-31T23:59:59.999Z')).toBe(true);
    expect(state && isUsable(state, EXPIRES)).toBe(false);
  });

  it('shows lists no verifier', () => {
    const { state } = given(apiKey, keyCreated, keyUsed(LATER));
    const summary = JSON.stringify(state && apiKey.index(state).summary);
    expect(summary).toContain(LATER);
    expect(summary).not.toContain(VERIFIER.hash);
    expect(summary).not.toContain('verifier');
  });
});

describe.each([
  ['revoked', keyRevoked(LATER)],
  ['expired', keyExpired(EXPIRES)],
] as const)('a key that is %s', (_status, end) => {
  const ended = given(apiKey, keyCreated, end);

  it.each(['note-use', 'revoke', 'expire'] as const)('stays so at %s', (kind) => {
    ended.when({ kind, now: EXPIRES }).thenNothing();
  });

  it('opens nothing and is never due again', () => {
    expect(ended.state && isUsable(ended.state, NOON)).toBe(false);
    expect(ended.state && apiKey.index(ended.state).due).toBeUndefined();
  });
});
