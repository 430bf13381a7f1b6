import { beforeAll, describe, expect, it } from 'vitest';
import { Role, rolePermissions } from '#schemas/account/roles.ts';
import { accountService } from '#schemas/account/service.ts';
import { idOf } from '#schemas/id.ts';
import { commandRoutes } from '../../functions/account/command-routes.generated.ts';
import { queryRoutes } from '../../functions/account/query-routes.generated.ts';
import { ADA } from './samples.ts';
import { peopledService, type Tenant } from './tenants.ts';

const service = peopledService();
let ada: Tenant;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  ada = await service.tenant(ADA);
  for (const role of Role.options) tokens.set(role, await service.tokenWith(ada, role));
});

/** A request that goes no further than the check of permissions: what it names is not there, or it lacks what the route takes. */
const request = (path: string) => ({ ...(path.includes('{id}') && { id: idOf('#nothing#') }), body: {} });
const bodyless = ({ body: _body, ...rest }: ReturnType<typeof request>) => rest;

describe.each(Role.options)('a caller with the role %s', (role) => {
  it.each(
    accountService.routes
      .filter(({ permission }) => permission !== 'public')
      .map((contract) => [contract.name, contract] as const),
  )('may call %s only with its permission', async (_name, contract) => {
    const asked = request(contract.path);
    const { status, code } = await service.call(contract, {
      ...(contract.method === 'GET' || contract.method === 'DELETE' ? bodyless(asked) : asked),
      token: tokens.get(role) ?? '',
    });
    const allowed = rolePermissions[role].some((permission) => permission === contract.permission);
    expect({ status: status === 403, code: code === 'forbidden' }).toEqual({
      status: !allowed,
      code: !allowed,
    });
    expect(status).toBeLessThan(500);
  });
});

describe('a caller without a grant', () => {
  it.each(accountService.routes.map((contract) => [contract.name, contract] as const))(
    'gets 401 from %s, or it is public',
    async (_name, contract) => {
      const { status, code } = await service.call(contract, bodyless(request(contract.path)));
      if (contract.permission === 'public') expect(code).not.toBe('unauthenticated');
      else expect({ status, code }).toEqual({ status: 401, code: 'unauthenticated' });
    },
  );

  it('is let in to nothing but tokens, the keys they are checked with, and the document of all routes', () => {
    const open = accountService.routes
      .filter(({ permission }) => permission === 'public')
      .map(({ name }) => name);
    expect([...open].sort()).toEqual(['createToken', 'getOpenApi', 'getTokenKeys']);
  });
});

describe('every contract', () => {
  it('has one route, in commands if it changes something and in queries if it reads', () => {
    const served = (routes: readonly { readonly contract: { readonly name: string } }[]) =>
      routes.map(({ contract }) => contract.name).sort();
    const stated = (reads: boolean) =>
      accountService.routes
        .filter(({ method }) => (method === 'GET') === reads)
        .map(({ name }) => name)
        .sort();
    expect(served(queryRoutes)).toEqual(stated(true));
    expect(served(commandRoutes)).toEqual(stated(false));
  });
});
