import { openApiRoute } from '../shared/http/openapi-route.ts';
import { getAccount } from './routes/get-account.ts';
import { getAccountHistory } from './routes/get-account-history.ts';
import { getKey } from './routes/get-key.ts';
import { getKeyHistory } from './routes/get-key-history.ts';
import { getMember } from './routes/get-member.ts';
import { getMemberHistory } from './routes/get-member-history.ts';
import { getTokenKeys } from './routes/get-token-keys.ts';
import { listAccounts } from './routes/list-accounts.ts';
import { listKeys } from './routes/list-keys.ts';
import { listMembers } from './routes/list-members.ts';

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
