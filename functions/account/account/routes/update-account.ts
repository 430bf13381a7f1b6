import * as contracts from '#schemas/account/account/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Account } from '../domain/account.ts';
import { ownAccount } from '../target.ts';

export const updateAccount = commandsOn(Account, ownAccount)(contracts.updateAccount, ({ body }) => ({
  type: 'RenameAccount',
  name: body.name,
}));
