import * as z from 'zod';
import { Created } from '#schemas/asset/parameters.ts';
import { contract, PageQuery, page } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { ChangeKind, ImportChange } from './state.ts';
import { ImportStatus, ImportView } from './views.ts';

export const listImports = contract({
  name: 'listImports',
  method: 'GET',
  path: '/imports',
  permission: 'read',
  summary: 'Imports, newest first. Eventually consistent.',
  query: z.strictObject({
    ...PageQuery,
    status: ImportStatus.optional(),
    createdFrom: Created.optional(),
    /** Inclusive. */
    createdTo: Created.optional(),
  }),
  answers: { 200: page(ImportView) },
});

export const getImport = contract({
  name: 'getImport',
  method: 'GET',
  path: '/imports/{id}',
  permission: 'read',
  summary: 'One import, as it is now. Takes the id of its job as well.',
  params: ById,
  answers: { 200: ImportView },
});

export const listImportChanges = contract({
  name: 'listImportChanges',
  method: 'GET',
  path: '/imports/{id}/changes',
  permission: 'read',
  summary:
    'What an import changed: ports that opened and closed, hosts that appeared and are gone, and hosts that were refused. Final once the status is complete.',
  params: ById,
  query: z.strictObject({ ...PageQuery, change: ChangeKind.optional() }),
  answers: { 200: page(ImportChange).extend({ status: ImportStatus }) },
});

export const getImportHistory = contract({
  name: 'getImportHistory',
  method: 'GET',
  path: '/imports/{id}/history',
  permission: 'read',
  summary: 'What happened to an import, oldest first, without gaps.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
