import * as z from 'zod';

import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { AccountName } from './state.ts';
import { AccountItem, AccountView } from './views.ts';

export const listAccounts = contract({
  name: 'listAccounts',
  method: 'GET',
  path: '/accounts',
  permission: 'read',
  summary: 'The accounts that the user of this token may enter.',
  query: z.strictObject(PageQuery),
  answers: { 200: page(AccountItem) },
});

export const getAccount = contract({
  name: 'getAccount',
  method: 'GET',
  path: '/account',
  permission: 'read',
  summary: 'The account that this request is for, and the caller’s permissions in it.',
  answers: { 200: AccountView },
});

export const updateAccount = contract({
  name: 'updateAccount',
  method: 'PATCH',
  path: '/account',
  permission: 'manage_accounts',
  fresh: true,
  summary: 'Rename the account.',
  body: z.strictObject({ name: AccountName }),
  answers: { 200: Written },
});

export const getAccountHistory = contract({
  name: 'getAccountHistory',
  method: 'GET',
  path: '/account/history',
  permission: 'read',
  summary: 'The history of the account, oldest first.',
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
