import { AccountItem, AccountView } from '#schemas/account/account/views.ts';
import * as account from '#schemas/account/api.ts';
import { ApiKeyView } from '#schemas/account/api-key/views.ts';
import { MembershipView } from '#schemas/account/membership/views.ts';
import * as asset from '#schemas/asset/api.ts';
import * as assetViews from '#schemas/asset/views.ts';
import * as capability from '#schemas/capability/api.ts';
import * as capabilityViews from '#schemas/capability/job/views.ts';
import type { ServiceApi } from './openapi.ts';

const { AssetView, AssetItem, SeedView, SeedItem, ImportView } = assetViews;
const { JobView, JobItem, Artifact, Presigned } = capabilityViews;

/** What every service offers over HTTP: of this the OpenAPI document is made. */
export const serviceApis: readonly ServiceApi[] = [
  {
    name: 'account',
    description: 'Accounts, their members, API keys and tokens.',
    contracts: account.accountApi,
    schemas: { AccountView, AccountItem, MembershipView, ApiKeyView },
  },
  {
    name: 'asset',
    description: 'Assets, seeds, and what imports of scans changed.',
    contracts: asset.assetApi,
    schemas: { AssetView, AssetItem, SeedView, SeedItem, ImportView },
  },
  {
    name: 'capability',
    description: 'Scanners, their jobs, and the files that those take and leave.',
    contracts: capability.capabilityApi,
    schemas: { JobView, JobItem, Artifact, Presigned },
  },
];
