import { AccountId } from './primitives.ts';

/**
 * The partition of the people: users, and which accounts they were let in to. A person belongs to no tenant. The account service writes it
 * when a tenant lets somebody in.
 */
export const USER_DIRECTORY: AccountId = AccountId.parse('00000000-0000-4000-8000-000000000000');
