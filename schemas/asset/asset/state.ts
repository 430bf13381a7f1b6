import * as z from 'zod';
import { AssetStatus, Attributes, HistoryRecord, metadataShape } from '#schemas/asset/values.ts';
import { Second } from '#schemas/primitives.ts';
import { Port, Scope } from './port.ts';
import { Stamps } from './stamps.ts';

/** Keys are in lower case; `dns` and `name` follow, with a `#` between. */
export const ASSET_KEY_PREFIX = '#asset#';

/** Why an asset is deleted: a person did it, nothing saw it any more, or the discovery that had found it was undone. */
export const DeletionReason = z.enum(['removed', 'expired', 'compensated']);
export type DeletionReason = z.infer<typeof DeletionReason>;

/** The fields of an asset that commands and scans change. */
export const assetFields = {
  /** The group: a host name, an address, a cloud account. As it was first spelled, host names in their ASCII form. */
  dns: z.string().min(1),
  /** The member of the group: an address, an ARN, a URL. */
  name: z.string().min(1),
  /** Empty where no rule knows it. */
  class: z.string(),
  private: z.boolean(),
  status: AssetStatus,
  /** `self`, `seed`, `account`, `provided`, or the scanner that found it. */
  source: z.string(),
  origin: z.string(),
  created: Second,
  /** When it was last seen: never moves back. */
  visited: Second,
  /** Unix seconds after which it has expired; 0 for never. */
  ttl: z.int().min(0),
  tags: z.array(z.string()),
  attributes: Attributes,
  technologies: z.array(z.string()),
  capability: z.array(z.string()),
  attackSurface: z.array(z.string()),
  origins: z.array(z.string()),
  ...metadataShape,
};

/** Which side of the scope an asset is on, and the narrowest seed that says so. */
export const placement = {
  /** Whether it belongs to the account, by its seeds. Without any seed that includes, all does that is not excluded. */
  inScope: z.boolean(),
  /** The key of the narrowest seed that covers it; absent where none does. */
  seed: z.string().optional(),
};
export const Placement = z.strictObject(placement);
export type Placement = z.infer<typeof Placement>;

/** An asset of the time before assets were matched to seeds: all were in scope. */
export const everywhere = <Data extends object>(data: Data) => ({ ...data, inScope: true });

/** Whether the newest scan that looked for the host got an answer. */
export const Presence = z.strictObject({ up: z.boolean(), observedAt: Second });
export type Presence = z.infer<typeof Presence>;

/** More open ports than an asset holds: how many there were. */
export const Tarpit = z.strictObject({ counted: z.int().min(1), observedAt: Second });
export type Tarpit = z.infer<typeof Tarpit>;

/** An asset: a thing that the account owns or may own, with all that is known of it. */
export const AssetState = z.strictObject({
  ...assetFields,
  ...placement,
  history: z.array(HistoryRecord),
  ports: z.array(Port),
  scopes: z.array(Scope),
  presence: Presence.optional(),
  tarpit: Tarpit.optional(),
  /** How old the texts are that scans overwrite. */
  stamps: Stamps,
  deletion: z.strictObject({ reason: DeletionReason, at: Second }).optional(),
  /**
   * The discovery that created it, for as long as nobody else touches it. Only then may the asset be undone with the
   * discovery.
   */
  soleDiscovery: z.string().optional(),
});
export type AssetState = z.infer<typeof AssetState>;

/** How many entries the audit trail in the state holds; older ones are in the event history. */
export const MAX_HISTORY = 50;
