import { derivedId } from '#shared/identity.ts';
import type { Request } from './client.ts';

/** A tenant of the simulation. */
export const accountOf = (name: string): string => derivedId('simulated account', name);

const PERMISSIONS = 'read write_assets write_jobs';

/** A member of an account who may do what the scenarios do. */
export const person = (n: number, account = 'acme'): Pick<Request, 'who' | 'account' | 'permissions'> => ({
  who: `user:person-${n}@${account}.test`,
  account: accountOf(account),
  permissions: PERMISSIONS,
});
