// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { QueriesDeps } from './deps.ts';
import { getAccount } from './account/routes/get-account.ts';
import { getAccountHistory } from './account/routes/get-account-history.ts';
import { getKey } from './api-key/routes/get-key.ts';
import { getKeyHistory } from './api-key/routes/get-key-history.ts';
import { getLimits } from './limits/routes/get-limits.ts';
import { getMember } from './membership/routes/get-member.ts';
import { getMemberHistory } from './membership/routes/get-member-history.ts';
import { getOpenApi } from './openapi/routes/get-open-api.ts';
import { getTokenKeys } from './token/routes/get-token-keys.ts';
import { listAccounts } from './account/routes/list-accounts.ts';
import { listKeys } from './api-key/routes/list-keys.ts';
import { listMembers } from './membership/routes/list-members.ts';

export const queryRoutes: readonly Route<QueriesDeps>[] = [
  getAccount,
  getAccountHistory,
  getKey,
  getKeyHistory,
  getLimits,
  getMember,
  getMemberHistory,
  getOpenApi,
  getTokenKeys,
  listAccounts,
  listKeys,
  listMembers,
];
