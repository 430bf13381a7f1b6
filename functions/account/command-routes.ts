import { addMember } from './routes/add-member.ts';
import { changeRole } from './routes/change-role.ts';
import { createKey } from './routes/create-key.ts';
import { createToken } from './routes/create-token.ts';
import { removeMember } from './routes/remove-member.ts';
import { revokeKey } from './routes/revoke-key.ts';
import { updateAccount } from './routes/update-account.ts';

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
