import { updateAccount } from './account/routes/update-account.ts';
import { createKey } from './api-key/routes/create-key.ts';
import { revokeKey } from './api-key/routes/revoke-key.ts';
import { addMember } from './membership/routes/add-member.ts';
import { changeRole } from './membership/routes/change-role.ts';
import { removeMember } from './membership/routes/remove-member.ts';
import { createToken } from './token/routes/create-token.ts';

/** What changes something. */
export const commandRoutes = [
  createToken,
  updateAccount,
  addMember,
  changeRole,
  removeMember,
  createKey,
  revokeKey,
];
