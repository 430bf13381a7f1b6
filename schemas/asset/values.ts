import * as z from 'zod';
import { Second } from '#schemas/primitives.ts';

/**
 * Active, pending, frozen (nobody scans it), frozen-rejected (looked at, and not ours), deleted (softly: it stays readable).
 * Letters, as the legacy system stores them.
 */
export const AssetStatus = z.enum(['A', 'P', 'F', 'FR', 'D']);
export type AssetStatus = z.infer<typeof AssetStatus>;

/** The statuses that a person may set; deleting is a command of its own. */
export const LiveStatus = z.enum(['A', 'P', 'F', 'FR']);
export type LiveStatus = z.infer<typeof LiveStatus>;

/** One entry of the audit trail that people read: a change of status, a comment, or both. */
export const HistoryRecord = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  by: z.string().optional(),
  comment: z.string().optional(),
  updated: Second,
});
export type HistoryRecord = z.infer<typeof HistoryRecord>;

export const Comment = z.string().trim().min(1).max(2_000);

/** Labels that people give. Their order is kept; each stands once. */
export const Tags = z
  .array(z.string().trim().min(1).max(100))
  .max(50)
  .transform((tags) => [...new Set(tags)]);

/** Where a thing came from, by which scanners, on which side of the perimeter. */
export const Labels = z.array(z.string().trim().min(1).max(200)).max(50);

/** Facts of an asset beyond the fields that have a name. */
export const Attributes = z.record(
  z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^#\p{Cc}]+$/u, 'must not hold # or control characters'),
  z.string().max(1_000),
);
export type Attributes = z.infer<typeof Attributes>;

/** How many attributes one asset holds at most. */
export const MAX_ATTRIBUTES = 100;
/** How many technologies one asset holds at most. */
export const MAX_TECHNOLOGIES = 100;

const metadataField = z.string().max(500).optional();

/**
 * Texts of registries and clouds about an asset. Merge and visit overwrite them when the newer one is not empty.
 * Names as the legacy system has them.
 */
export const metadataShape = {
  asnumber: metadataField,
  asname: metadataField,
  asrange: metadataField,
  country: metadataField,
  province: metadataField,
  city: metadataField,
  purchased: metadataField,
  updated: metadataField,
  expiration: metadataField,
  registrant: metadataField,
  registrar: metadataField,
  email: metadataField,
  cloudService: metadataField,
  cloudId: metadataField,
  cloudRoot: metadataField,
  cloudAccount: metadataField,
};
export const Metadata = z.strictObject(metadataShape);
export type Metadata = z.infer<typeof Metadata>;
export const METADATA_FIELDS = Metadata.keyof().options;
