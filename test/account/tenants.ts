import { createKey } from '#schemas/account/api-key/routes.ts';
import type { Role } from '#schemas/account/roles.ts';
import { createToken } from '#schemas/account/token/routes.ts';
import { accountService } from './service.ts';

export interface Tenant {
  readonly account: string;
  readonly owner: string;
  readonly apiKey: { readonly id: string; readonly secret: string };
  readonly token: string;
}

/** A service with nothing in it, and ways to people it. */
export function peopledService(options: Parameters<typeof accountService>[0] = {}) {
  const service = accountService(options);
  const login = async (apiKey: { id: string; secret: string }): Promise<string> =>
    (await service.ok(createToken, { body: apiKey })).token;
  return {
    ...service,
    login,
    async tenant(owner: string, name = `Account of ${owner}`): Promise<Tenant> {
      const { accountId, apiKey } = await service.createAccount({
        name,
        owner,
        idempotencyKey: encodeURIComponent(name),
      });
      const key = { id: apiKey.id as string, secret: apiKey.secret ?? '' };
      return { account: accountId, owner, apiKey: key, token: await login(key) };
    },
    /** A token whose bearer is at most `role` in the tenant's account. */
    async tokenWith({ token }: Tenant, role: Role): Promise<string> {
      const { apiKey } = await service.ok(createKey, { token, body: { name: `for ${role}`, role } });
      return login(apiKey);
    },
  };
}
