import * as contracts from '#schemas/account/account/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Account } from '../domain/account.ts';
import { ownAccount } from '../target.ts';

export const getAccountHistory = historyOn(Account, ownAccount)(contracts.getAccountHistory);
