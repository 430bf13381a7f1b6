import * as z from 'zod';
import { AssetStatus, Comment, LiveStatus, Tags } from '#schemas/asset/values.ts';
import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { SeedKind, SeedMode } from './state.ts';
import { SeedItem, SeedView } from './views.ts';

export const addSeed = contract({
  name: 'addSeed',
  method: 'POST',
  path: '/seeds',
  permission: 'write_assets',
  summary:
    'Add a seed: a domain, an address or a network that the account owns, or with mode exclude one that scans must leave alone. A removed one can be added again. The assets are matched to their narrowest seeds soon after.',
  body: z.strictObject({
    value: z.string().trim().min(1).max(1_024),
    mode: SeedMode.default('include'),
    /** Whether a domain covers the names below it: true when absent. Not for addresses and networks. */
    subdomains: z.boolean().optional(),
    status: LiveStatus.default('P'),
    tags: Tags.default([]),
  }),
  answers: { 201: Written },
  refusals: ['already-exists'],
});

export const listSeeds = contract({
  name: 'listSeeds',
  method: 'GET',
  path: '/seeds',
  permission: 'read',
  summary:
    'Seeds that are not removed, or those of a status. Consistent. Pages come in no particular order, and each in order of its keys.',
  query: z.strictObject({
    ...PageQuery,
    status: AssetStatus.optional(),
    kind: SeedKind.optional(),
    mode: SeedMode.optional(),
  }),
  answers: { 200: page(SeedItem) },
});

export const getSeed = contract({
  name: 'getSeed',
  method: 'GET',
  path: '/seeds/{id}',
  permission: 'read',
  summary: 'One seed, as it is now. A removed one is still answered, with status D.',
  params: ById,
  answers: { 200: SeedView },
});

export const updateSeed = contract({
  name: 'updateSeed',
  method: 'PATCH',
  path: '/seeds/{id}',
  permission: 'write_assets',
  summary:
    'Change the mode, the reach, the status or the tags of a seed, or comment on it. A status brings back a removed one. Where the scope changes, the assets are matched anew soon after.',
  params: ById,
  body: z.strictObject({
    mode: SeedMode.optional(),
    subdomains: z.boolean().optional(),
    status: LiveStatus.optional(),
    tags: Tags.optional(),
    comment: Comment.optional(),
  }),
  answers: { 200: Written },
  refusals: ['deleted'],
});

export const removeSeed = contract({
  name: 'removeSeed',
  method: 'DELETE',
  path: '/seeds/{id}',
  permission: 'write_assets',
  summary: 'Remove a seed, softly: it stays readable with status D.',
  params: ById,
  answers: { 200: Written },
});

export const getSeedHistory = contract({
  name: 'getSeedHistory',
  method: 'GET',
  path: '/seeds/{id}/history',
  permission: 'read',
  summary: 'The history of a seed, oldest first, without gaps.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
