import type { LiveStatus, Metadata } from '#schemas/asset/values.ts';
import type { Match } from '../../seed/domain/match.ts';
import type { Edit } from './merge.ts';
import type { Sighting } from './sighting.ts';

export type AssetCommand =
  /** A person adds an asset. */
  | {
      readonly type: 'CreateAsset';
      readonly dns: string;
      readonly name: string;
      readonly source: string;
      readonly origin: string;
      readonly status?: LiveStatus;
      readonly tags: readonly string[];
      readonly attributes: Readonly<Record<string, string>>;
      readonly technologies: readonly string[];
      readonly attackSurface: readonly string[];
      readonly metadata: Metadata;
      /** By the account's seeds; absent where they were not asked, as if there were none. */
      readonly match?: Match;
    }
  /** A scan saw the host, or looked for it in vain: everything that it says of this asset, in any order. */
  | { readonly type: 'ObserveAsset'; readonly sightings: readonly Sighting[]; readonly match?: Match }
  /** The seeds of the account may say something else of it by now. */
  | { readonly type: 'MatchAsset'; readonly match: Match }
  | { readonly type: 'UpdateAsset'; readonly edit: Edit }
  | { readonly type: 'TagAsset'; readonly tags: readonly string[] }
  | { readonly type: 'ReclassifyAsset'; readonly class: string; readonly comment?: string }
  | { readonly type: 'DeleteAsset'; readonly comment?: string }
  /** The sweep: something may have become overdue. */
  | { readonly type: 'ExpireAsset' };

/** The command of one type. */
export type AssetCommandOf<T extends AssetCommand['type']> = Extract<AssetCommand, { readonly type: T }>;
