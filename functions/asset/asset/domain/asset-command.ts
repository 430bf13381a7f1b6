import type { LiveStatus, Metadata } from '#schemas/asset/values.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Edit } from './merge.ts';
import type { Sighting } from './sighting.ts';

/** When, and at whose word. */
interface Said {
  readonly now: Instant;
  readonly by: string;
}

/** A person adds an asset. */
export interface Create extends Said {
  readonly type: 'Create';
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
}

export type AssetCommand =
  | Create
  /** A scan saw the host, or looked for it in vain. */
  | { readonly type: 'Observe'; readonly now: Instant; readonly sighting: Sighting }
  | (Said & { readonly type: 'Update'; readonly edit: Edit })
  | (Said & { readonly type: 'Tag'; readonly tags: readonly string[] })
  | (Said & { readonly type: 'Reclassify'; readonly class: string; readonly comment?: string })
  | (Said & { readonly type: 'Delete'; readonly comment?: string })
  /** The sweep: something may have become overdue. */
  | { readonly type: 'Expire'; readonly now: Instant };
