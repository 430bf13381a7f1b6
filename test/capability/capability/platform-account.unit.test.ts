import { describe, expect, it } from 'vitest';
import { rolePermissions } from '#schemas/account/roles.ts';
import { listCapabilities } from '#schemas/capability/capability/routes.ts';
import { capabilityKey } from '#schemas/capability/capability/state.ts';
import { capabilityService as manifest } from '#schemas/capability/service.ts';
import type { Contract } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { PLATFORM_ACCOUNT, USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import { services } from '#schemas/services.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { Capability } from '../../../functions/capability/capability/domain/capability.ts';
import { httpEvent } from '../../shared/http/events.ts';
import { capabilityService } from '../service.ts';

const permissions = rolePermissions.admin.join(' ');
const KEY = capabilityKey('nmap');
const register = { operation: 'RegisterCapability', name: 'nmap', title: 'Taken' };

/** Whatever a client may send to a route: the id and the name of what belongs to the platform, and an operation as its body. */
const everything = ({ method, path }: Contract) => ({
  ...(path.includes('{id}') && { id: idOf(KEY) }),
  ...(path.includes('{name}') && { name: 'nmap' }),
  ...(method !== 'GET' && method !== 'DELETE' && { body: register }),
  permissions,
});

describe.each(manifest.routes.map((contract) => [contract.name, contract] as const))(
  'by %s, an admin of a tenant',
  (_name, contract) => {
    it('changes nothing that belongs to the platform', async () => {
      const store = createInMemoryStore();
      const service = capabilityService({ store });
      await service.ok(listCapabilities);
      const before = await historyOf(store, Capability, PLATFORM_ACCOUNT, KEY);
      const { status, body } = await service.call(contract, everything(contract));
      expect(status).toBeLessThan(500);
      expect(await historyOf(store, Capability, PLATFORM_ACCOUNT, KEY)).toEqual(before);
      expect(JSON.stringify(body)).not.toContain(PLATFORM_ACCOUNT);
      // The catalogue is shown by its own two routes; no other shows a thing of the platform's.
      if (!contract.path.startsWith('/capabilities')) expect(JSON.stringify(body)).not.toContain(KEY);
    });

    it.each([PLATFORM_ACCOUNT, USER_DIRECTORY])(
      'is nobody where the authorizer were to name %s as the account',
      async (account) => {
        const service = capabilityService();
        const { status, body } = await service.call(contract, { ...everything(contract), account });
        expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' });
      },
    );
  },
);

describe('An operation', () => {
  it.each([
    ['in its body', { body: register }],
    ['in its query', { query: 'operation=RegisterCapability&name=nmap' }],
    ['in its headers', { headers: { operation: 'RegisterCapability' } }],
    ['in the authorizer’s context', { authorizer: register }],
  ])('is never made of a request, whatever it holds %s', async (_where, request) => {
    const store = createInMemoryStore();
    const service = capabilityService({ store });
    await service.ok(listCapabilities);
    const answer = await service.invoke({
      ...httpEvent({ method: 'POST', path: '/jobs', ...request }),
      ...register,
    });
    expect((answer as { statusCode: number }).statusCode).toBeGreaterThanOrEqual(400);
    expect((await historyOf(store, Capability, PLATFORM_ACCOUNT, KEY))?.events).toHaveLength(1);
  });

  it('has no route: no contract changes the catalogue', () => {
    const writes = services
      .flatMap(({ routes }) => [...routes])
      .filter(({ method, path }) => method !== 'GET' && path.startsWith('/capabilities'));
    expect(writes).toEqual([]);
  });
});
