import { openApiRoute } from '#shared/http/openapi-route.ts';
import { getAccount } from './account/routes/get-account.ts';
import { getAccountHistory } from './account/routes/get-account-history.ts';
import { listAccounts } from './account/routes/list-accounts.ts';
import { getKey } from './api-key/routes/get-key.ts';
import { getKeyHistory } from './api-key/routes/get-key-history.ts';
import { listKeys } from './api-key/routes/list-keys.ts';
import { getMember } from './membership/routes/get-member.ts';
import { getMemberHistory } from './membership/routes/get-member-history.ts';
import { listMembers } from './membership/routes/list-members.ts';
import { getTokenKeys } from './token/routes/get-token-keys.ts';

/** What only reads. */
export const queryRoutes = [
  openApiRoute(),
  getTokenKeys,
  listAccounts,
  getAccount,
  getAccountHistory,
  listMembers,
  getMember,
  getMemberHistory,
  listKeys,
  getKey,
  getKeyHistory,
];
