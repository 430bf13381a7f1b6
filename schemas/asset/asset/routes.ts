import * as z from 'zod';
import { Created } from '#schemas/asset/parameters.ts';
import {
  AssetStatus,
  Attributes,
  Comment,
  Labels,
  LiveStatus,
  MAX_ATTRIBUTES,
  MAX_TECHNOLOGIES,
  metadataShape,
  Tags,
} from '#schemas/asset/values.ts';
import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { AssetItem, AssetView } from './views.ts';

/** One half of an asset's identity. `#` separates the parts of keys. */
const Part = z
  .string()
  .trim()
  .min(1)
  .max(1_024)
  .regex(/^[^#\p{Cc}]+$/u, 'must not hold # or control characters');

const Technologies = z.array(z.string().trim().min(1).max(200)).max(MAX_TECHNOLOGIES);
const few = (attributes: object): boolean => Object.keys(attributes).length <= MAX_ATTRIBUTES;
const TOO_MANY = `must have at most ${MAX_ATTRIBUTES} entries`;
const AssetClass = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.:-]{0,63}$/, 'must be lower-case letters, digits and . _ : -');

export const createAsset = contract({
  name: 'createAsset',
  method: 'POST',
  path: '/assets',
  permission: 'write_assets',
  summary: 'Add an asset. Host names get their ASCII form; class and private follow from dns and name.',
  body: z.strictObject({
    /** A host name, an address, a network or a cloud account. */
    dns: Part,
    /** Its name within `dns`: an address, an ARN, a URL. The same as `dns` when absent. */
    name: Part.optional(),
    status: LiveStatus.optional(),
    source: z.enum(['self', 'seed', 'account', 'provided']).default('self'),
    origin: z.string().trim().max(200).default(''),
    tags: Tags.default([]),
    attributes: Attributes.refine(few, TOO_MANY).default({}),
    technologies: Technologies.default([]),
    attackSurface: Labels.default([]),
    ...metadataShape,
  }),
  answers: { 201: Written },
  refusals: ['already-exists'],
});

export const listAssets = contract({
  name: 'listAssets',
  method: 'GET',
  path: '/assets',
  permission: 'read',
  summary:
    'Assets that are not deleted, or those of a status: a summary of each, or with view=full everything that is known of it. Summaries come from an index that follows within a second, and in which an asset that changes its status while the list is paged may come twice, or not at all. To miss none, ask with consistent=true: with it, with view=full and of a keyPrefix alone they come from the table, as they are. Those of a class come oldest first; others come in no particular order, each page in order of its keys. A page may hold fewer than `limit` and still have a cursor.',
  query: z.strictObject({
    ...PageQuery,
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    /** `summary`: the same shape with every filter. `full`: whole assets, with their ports, as one read shows them. */
    view: z.enum(['summary', 'full']).default('summary'),
    status: AssetStatus.optional(),
    /** `none` for those that no rule knows. */
    class: z.string().min(1).max(256).optional(),
    keyPrefix: z.string().min(1).max(1_024).optional(),
    tag: z.string().min(1).max(100).optional(),
    /** `false` for those that no seed covers, or that one excludes. */
    inScope: z.enum(['true', 'false']).optional(),
    /** Those whose narrowest seed has this id or this key. */
    seed: z.string().min(1).max(2_048).optional(),
    createdFrom: Created.optional(),
    /** Inclusive. */
    createdTo: Created.optional(),
    consistent: z.enum(['true', 'false']).optional(),
  }),
  answers: { 200: page(z.union([AssetItem, AssetView])) },
});

export const getAsset = contract({
  name: 'getAsset',
  method: 'GET',
  path: '/assets/{id}',
  permission: 'read',
  summary: 'One asset with its ports, as it is now. A deleted one is still answered, with status D.',
  params: ById,
  answers: { 200: AssetView },
});

export const updateAsset = contract({
  name: 'updateAsset',
  method: 'PATCH',
  path: '/assets/{id}',
  permission: 'write_assets',
  summary:
    'Change an asset. Absent fields stay; lists are replaced; F freezes it and A unfreezes it; a status brings back a deleted one.',
  params: ById,
  body: z.strictObject({
    status: LiveStatus.optional(),
    /** Makes a seed of it. */
    source: z.literal('seed').optional(),
    comment: Comment.optional(),
    /** Takes back the comment of this entry of the history, counted from 0. */
    remove: z.int().min(0).optional(),
    /** Kept only where there is none yet. */
    origin: z.string().trim().min(1).max(200).optional(),
    origins: Labels.optional(),
    attackSurface: Labels.optional(),
    capability: Labels.optional(),
    tags: Tags.optional(),
    technologies: Technologies.optional(),
    /** By name; null removes one. */
    attributes: z
      .record(Attributes.keyType, Attributes.valueType.nullable())
      .refine(few, TOO_MANY)
      .optional(),
    ...metadataShape,
  }),
  answers: { 200: Written },
  refusals: ['deleted', 'too-many-attributes'],
});

export const tagAsset = contract({
  name: 'tagAsset',
  method: 'PUT',
  path: '/assets/{id}/tags',
  permission: 'write_assets',
  summary: 'Replace the tags of an asset. An empty list clears them.',
  params: ById,
  body: z.strictObject({ tags: Tags }),
  answers: { 200: Written },
  refusals: ['deleted'],
});

export const reclassifyAsset = contract({
  name: 'reclassifyAsset',
  method: 'POST',
  path: '/assets/{id}/reclassify',
  permission: 'write_assets',
  summary: 'Set the class of an asset, where the rules are wrong or know nothing.',
  params: ById,
  body: z.strictObject({ class: AssetClass, comment: Comment.optional() }),
  answers: { 200: Written },
  refusals: ['deleted'],
});

export const deleteAsset = contract({
  name: 'deleteAsset',
  method: 'DELETE',
  path: '/assets/{id}',
  permission: 'write_assets',
  summary: 'Delete an asset, softly: it stays readable with status D, and no scan brings it back.',
  params: ById,
  answers: { 200: Written },
});

export const getAssetHistory = contract({
  name: 'getAssetHistory',
  method: 'GET',
  path: '/assets/{id}/history',
  permission: 'read',
  summary: 'The history of an asset, oldest first, without gaps.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
