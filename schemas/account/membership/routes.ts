import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';

import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { MembershipView } from './views.ts';

export const listMembers = contract({
  name: 'listMembers',
  method: 'GET',
  path: '/members',
  permission: 'read',
  summary: 'The members of the account, by e-mail address. Eventually consistent.',
  query: z.strictObject(PageQuery),
  answers: { 200: page(MembershipView) },
});

export const getMember = contract({
  name: 'getMember',
  method: 'GET',
  path: '/members/{id}',
  permission: 'read',
  summary: 'One member of the account.',
  params: ById,
  answers: { 200: MembershipView },
});

export const addMember = contract({
  name: 'addMember',
  method: 'POST',
  path: '/members',
  permission: 'manage_accounts',
  fresh: true,
  summary: 'Let a user in to the account.',
  body: z.strictObject({ email: Email, role: Role }),
  answers: { 201: Written },
  refusals: ['already-exists', 'too-many-admins', 'limit-reached'],
});

export const changeRole = contract({
  name: 'changeRole',
  method: 'PATCH',
  path: '/members/{id}',
  permission: 'manage_accounts',
  fresh: true,
  summary: 'Give a member another role. The last admin keeps theirs.',
  params: ById,
  body: z.strictObject({ role: Role }),
  answers: { 200: Written },
  refusals: ['last-admin', 'too-many-admins'],
});

export const removeMember = contract({
  name: 'removeMember',
  method: 'DELETE',
  path: '/members/{id}',
  permission: 'manage_accounts',
  fresh: true,
  summary:
    'Put a member out of the account. The last admin stays. From the answer on the member changes no members, keys or settings here; other requests of theirs are refused within a minute.',
  params: ById,
  answers: { 200: Written },
  refusals: ['last-admin'],
});

export const getMemberHistory = contract({
  name: 'getMemberHistory',
  method: 'GET',
  path: '/members/{id}/history',
  permission: 'read',
  summary: 'The history of a membership, oldest first.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
