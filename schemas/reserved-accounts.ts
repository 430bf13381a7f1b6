import { AccountId } from './primitives.ts';

/**
 * The partition of the people: users, and which accounts they were let in to. A person belongs to no tenant. The account service writes it
 * when a tenant lets somebody in.
 */
export const USER_DIRECTORY: AccountId = AccountId.parse('00000000-0000-4000-8000-000000000000');

/**
 * The account that owns the things without a tenant: the catalogue of capabilities, and later feeds and system
 * settings. Every service may read it. Only operators, whom IAM lets invoke a function, and services themselves write
 * it; no token, key or membership can be for it.
 */
export const PLATFORM_ACCOUNT: AccountId = AccountId.parse('00000000-0000-4000-8000-000000000001');

const RESERVED: ReadonlySet<string> = new Set([USER_DIRECTORY, PLATFORM_ACCOUNT]);

/** Whether an id is that of no tenant, and so of no request. */
export const isReserved = (accountId: string): boolean => RESERVED.has(accountId);
