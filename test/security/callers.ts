import { createKey, revokeKey } from '#schemas/account/api-key/routes.ts';
import { ApiKeyId } from '#schemas/account/api-key/state.ts';
import { addMember, removeMember } from '#schemas/account/membership/routes.ts';
import { Role } from '#schemas/account/roles.ts';
import { createLocalSigner } from '../../functions/account/token/local-signer.ts';
import { issueToken } from '../../functions/account/token/token.ts';
import type { TokenSigner } from '../../functions/account/token/token-signer.ts';
import { type Attempt, ISSUER, NOW, type Platform } from './platform.ts';
import { type Tenant, tenant, tokenOf } from './world.ts';

/** Whose bearer a request has, and which account it chooses. */
export type Caller = Pick<Attempt, 'token' | 'headers'>;

/** What somebody may come with who has no right to come in, and the three roles that have. */
export const BROKEN = [
  'none',
  'garbled',
  'expired',
  'issuer',
  'audience',
  'alg-none',
  'forged',
  'revoked',
] as const;
export const OUTSIDERS = ['removed', 'stranger'] as const;
export const CALLERS = [...BROKEN, ...OUTSIDERS, ...Role.options] as const;
export type CallerName = (typeof CALLERS)[number];

const forger = createLocalSigner();

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((text) => JSON.parse(Buffer.from(text, 'base64url').toString()));

async function resigned(signer: TokenSigner, token: string, change: object): Promise<string> {
  const [header, claims] = partsOf(token);
  const input = `${part(header)}.${part({ ...claims, ...change })}`;
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
}

const withoutAlgorithm = (token: string): string => {
  const [header, claims] = partsOf(token);
  return `${part({ ...header, alg: 'none' })}.${part(claims)}.`;
};

const anHourAgo = new Date(Date.parse(NOW) - 3_600_000).toISOString();

const makers: Record<CallerName, (at: Platform, victim: Tenant, signer: TokenSigner) => Promise<Caller>> = {
  none: async () => ({}),
  garbled: async (_at, { token }) => ({ token: `${token.slice(0, -4)}AAAA` }),
  expired: async (_at, { account, key }, signer) => {
    const user = 'owner@acme.example.com';
    const id = ApiKeyId.parse(key.id);
    const far = '2027-01-01T00:00:00.000Z';
    const old = { issuer: ISSUER, account, now: anHourAgo, tokenId: 'old' };
    return issueToken(signer, { ...old, key: { id, user, role: 'admin', expires: far } });
  },
  issuer: async (_at, { token }, signer) => ({
    token: await resigned(signer, token, { iss: 'https://evil.example.com' }),
  }),
  audience: async (_at, { token }, signer) => ({
    token: await resigned(signer, token, { aud: 'another-api' }),
  }),
  'alg-none': async (_at, { token }) => ({ token: withoutAlgorithm(token) }),
  forged: async (_at, { token }) => ({ token: await resigned(forger, token, {}) }),
  revoked: async (at, { token }) => {
    const made = await at.ask({ contract: createKey, token, body: { name: 'to be revoked' } });
    const { id, apiKey } = JSON.parse(made.text);
    const dead = await tokenOf(at, apiKey);
    await at.ask({ contract: revokeKey, token, params: { id } });
    return { token: dead };
  },
  removed: async (at, { account, token }) => {
    const carol = await tenant(at, 'carol');
    const body = { email: 'owner@carol.example.com', role: 'admin' };
    const added = await at.ask({ contract: addMember, token, body });
    await at.ask({ contract: removeMember, token, params: { id: JSON.parse(added.text).id } });
    return { token: carol.token, headers: { account } };
  },
  stranger: async (at, { account }) => {
    const mallory = await tenant(at, 'mallory');
    return { token: mallory.token, headers: { account } };
  },
  readonly: (at, victim) => withRole(at, victim, 'readonly'),
  analyst: (at, victim) => withRole(at, victim, 'analyst'),
  admin: (at, victim) => withRole(at, victim, 'admin'),
};

async function withRole(at: Platform, { token }: Tenant, role: Role): Promise<Caller> {
  const made = await at.ask({ contract: createKey, token, body: { name: `for ${role}`, role } });
  return { token: await tokenOf(at, JSON.parse(made.text).apiKey) };
}

export const callerNamed = (
  name: CallerName,
  at: Platform,
  victim: Tenant,
  signer: TokenSigner,
): Promise<Caller> => makers[name](at, victim, signer);
