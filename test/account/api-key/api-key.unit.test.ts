import { describe, expect, it } from 'vitest';
import { Actor } from '#schemas/primitives.ts';
import { ApiKey } from '../../../functions/account/api-key/domain/api-key.ts';
import type { CreateApiKey } from '../../../functions/account/api-key/domain/command.ts';
import { isUsable } from '../../../functions/account/api-key/domain/usable.ts';
import { DECIDING, given } from '../../kit/given.ts';
import {
  ADA,
  BOB,
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
  type: 'CreateApiKey',
  keyId: KEY_ID,
  name: 'nightly scan',
  user: ADA,
  role: 'analyst',
  admins: [ADA],
  ceiling: 'admin',
  expires: EXPIRES,
  verifier: VERIFIER,
};
const revoke = { type: 'RevokeApiKey', admins: [ADA] } as const;
const endings = [{ type: 'NoteKeyUse' }, revoke, { type: 'ExpireApiKey' }] as const;
const at = (now: string) => ({ ...DECIDING, now });
const IN_A_YEAR = '2027-01-05T12:00:00.000Z';

describe('a key that is not there', () => {
  it('is created', () => {
    given(ApiKey).when(create).thenHappens(keyCreated);
  });

  it('ends after a year where its maker says nothing', () => {
    const { expires: _expires, ...command } = create;
    const [event] = ApiKey.decide(command, undefined, DECIDING);
    expect(event?.data).toMatchObject({ created: NOON, expires: IN_A_YEAR });
  });

  it.each([
    { expires: NOON, why: 'is now' },
    { expires: '2026-01-05T11:59:59.999Z', why: 'is past' },
    { expires: '2027-01-05T12:00:00.001Z', why: 'is more than a year away' },
  ])('does not get an end that $why', ({ expires }) => {
    const refusal = given(ApiKey)
      .when({ ...create, expires })
      .thenRefused('invalid');
    expect(refusal.errors.map(({ path }) => path)).toEqual(['expires']);
  });

  it('may end after exactly a year', () => {
    expect(ApiKey.decide({ ...create, expires: IN_A_YEAR }, undefined, DECIDING)).toHaveLength(1);
  });

  it.each([
    ['admin', 'analyst'],
    ['admin', 'readonly'],
    ['analyst', 'readonly'],
  ] as const)('does not get the role %s from a key that is %s', (role, ceiling) => {
    given(ApiKey)
      .when({ ...create, role, ceiling })
      .thenRefused('forbidden');
  });

  it.each(endings)('takes no $type', (command) => {
    given(ApiKey).when(command, at(LATER)).thenRefused('not-found');
  });
});

describe('an active key', () => {
  it('is not created twice', () => {
    given(ApiKey, keyCreated).when(create).thenRefused('already-exists');
  });

  it('is due when it expires', () => {
    const { state } = given(ApiKey, keyCreated);
    expect(state && ApiKey.index(state).due).toBe(EXPIRES);
  });

  it('notes its first use', () => {
    given(ApiKey, keyCreated).when({ type: 'NoteKeyUse' }, at(LATER)).thenHappens(keyUsed(LATER));
  });

  it('notes its use once an hour', () => {
    const used = given(ApiKey, keyCreated, keyUsed(NOON));
    used.when({ type: 'NoteKeyUse' }, at('2026-01-05T12:59:59.999Z')).thenNothing();
    used
      .when({ type: 'NoteKeyUse' }, at('2026-01-05T13:00:00.000Z'))
      .thenHappens(keyUsed('2026-01-05T13:00:00.000Z'));
  });

  it('is revoked', () => {
    given(ApiKey, keyCreated).when(revoke, at(LATER)).thenHappens(keyRevoked(LATER));
  });

  it('is made and revoked by admins of the account only', () => {
    const byBob = { ...at(LATER), actor: Actor.parse(`user:${BOB}`) };
    given(ApiKey).when(create, byBob).thenRefused('forbidden');
    given(ApiKey, keyCreated).when(revoke, byBob).thenRefused('forbidden');
  });

  it('expires at its end, and not before', () => {
    given(ApiKey, keyCreated).when({ type: 'ExpireApiKey' }, at('2026-01-31T23:59:59.999Z')).thenNothing();
    given(ApiKey, keyCreated).when({ type: 'ExpireApiKey' }, at(EXPIRES)).thenHappens(keyExpired(EXPIRES));
  });

  it('opens nothing from its end on, whether or not the sweep has seen it', () => {
    const { state } = given(ApiKey, keyCreated);
    expect(state && isUsable(state, '2026-01-31T23:59:59.999Z')).toBe(true);
    expect(state && isUsable(state, EXPIRES)).toBe(false);
  });

  it('shows lists no verifier', () => {
    const { state } = given(ApiKey, keyCreated, keyUsed(LATER));
    const summary = JSON.stringify(state && ApiKey.index(state).summary);
    expect(summary).toContain(LATER);
    expect(summary).not.toContain(VERIFIER.hash);
    expect(summary).not.toContain('verifier');
  });
});

describe.each([
  ['revoked', keyRevoked(LATER)],
  ['expired', keyExpired(EXPIRES)],
] as const)('a key that is %s', (_status, end) => {
  const ended = given(ApiKey, keyCreated, end);

  it.each(endings)('stays so at $type', (command) => {
    ended.when(command, at(EXPIRES)).thenNothing();
  });

  it('opens nothing and is never due again', () => {
    expect(ended.state && isUsable(ended.state, NOON)).toBe(false);
    expect(ended.state && ApiKey.index(ended.state).due).toBeUndefined();
  });
});
