import {
  getAccount,
  getAccountHistory,
  listAccounts,
  updateAccount,
} from '#schemas/account/account/routes.ts';
import { createKey, getKey, getKeyHistory, listKeys, revokeKey } from '#schemas/account/api-key/routes.ts';
import {
  addMember,
  changeRole,
  getMember,
  getMemberHistory,
  listMembers,
  removeMember,
} from '#schemas/account/membership/routes.ts';
import { createToken, getTokenKeys } from '#schemas/account/token/routes.ts';
import { getOpenApi } from '#schemas/openapi-contract.ts';

export * from '#schemas/account/account/routes.ts';
export * from '#schemas/account/api-key/routes.ts';
export * from '#schemas/account/membership/routes.ts';
export * from '#schemas/account/token/routes.ts';

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
