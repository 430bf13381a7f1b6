import { getOpenApi } from '../openapi-contract.ts';
import {
  createToken,
  getAccount,
  getAccountHistory,
  getTokenKeys,
  listAccounts,
  updateAccount,
} from './account-routes.ts';
import { createKey, getKey, getKeyHistory, listKeys, revokeKey } from './key-routes.ts';
import {
  addMember,
  changeRole,
  getMember,
  getMemberHistory,
  listMembers,
  removeMember,
} from './member-routes.ts';

export * from './account-routes.ts';
export * from './key-routes.ts';
export * from './member-routes.ts';

/** Every route of the account service. */
export const accountApi = [
  getOpenApi,
  createToken,
  getTokenKeys,
  listAccounts,
  getAccount,
  updateAccount,
  getAccountHistory,
  listMembers,
  getMember,
  addMember,
  changeRole,
  removeMember,
  getMemberHistory,
  listKeys,
  getKey,
  createKey,
  revokeKey,
  getKeyHistory,
] as const;
