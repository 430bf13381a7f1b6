// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { CommandsDeps } from './deps.ts';
import { addMember } from './membership/routes/add-member.ts';
import { changeRole } from './membership/routes/change-role.ts';
import { createKey } from './api-key/routes/create-key.ts';
import { createToken } from './token/routes/create-token.ts';
import { removeMember } from './membership/routes/remove-member.ts';
import { revokeKey } from './api-key/routes/revoke-key.ts';
import { updateAccount } from './account/routes/update-account.ts';

export const commandRoutes: readonly Route<CommandsDeps>[] = [
  addMember,
  changeRole,
  createKey,
  createToken,
  removeMember,
  revokeKey,
  updateAccount,
];
