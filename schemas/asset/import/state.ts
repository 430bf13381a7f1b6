import * as z from 'zod';
import { PortState, Protocol, Ranges } from '#schemas/asset/asset/port.ts';
import { ManifestRef } from '#schemas/capability/scan/scan-report.ts';
import { AccountId, Actor, CorrelationId, Instant } from '#schemas/primitives.ts';

const count = z.int().min(0);

/** The results of an import, or of one chunk of it. */
export const ImportCounts = z.strictObject({
  /** Assets that were looked at: one per name and address. */
  observed: count,
  appeared: count,
  gone: count,
  opened: count,
  closed: count,
  refused: count,
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const NO_COUNTS: ImportCounts = {
  observed: 0,
  appeared: 0,
  gone: 0,
  opened: 0,
  closed: 0,
  refused: 0,
};

/** Where the lists of an import lie: one object per chunk under the prefix. */
export const ListsRef = z.strictObject({ bucket: z.string(), prefix: z.string() });
export type ListsRef = z.infer<typeof ListsRef>;

/** One list of an import. */
export const ListObject = z.strictObject({
  /** Below the prefix of the import's lists. */
  key: z.string(),
  /** Of the bytes; absent for chunks that were noted before lists were named by their hash. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type ListObject = z.infer<typeof ListObject>;

const importShape = {
  job: z.uuid(),
  file: z.string(),
  capability: z.string(),
  manifest: ManifestRef,
  lists: ListsRef,
  /** How many chunks there are. */
  total: count,
  /** The chunks that are done. */
  noted: Ranges,
  counts: ImportCounts,
  started: Instant,
  /** When it last got on. */
  progressed: Instant,
};

/**
 * An import: the changes that one finished job's report makes to the assets. A late last chunk completes an
 * incomplete one.
 */
export const ImportState = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('running'), ...importShape }),
  z.strictObject({ status: z.literal('complete'), ...importShape, ended: Instant }),
  z.strictObject({ status: z.literal('incomplete'), ...importShape, ended: Instant }),
]);
export type ImportState = z.infer<typeof ImportState>;

const named = { key: z.string(), dns: z.string(), name: z.string() };

const PortChange = z.strictObject({
  ...named,
  protocol: Protocol,
  port: z.int(),
  /** As it is now. */
  state: PortState,
  service: z.string().optional(),
  product: z.string().optional(),
  version: z.string().optional(),
});

/** One change of an import. */
export const ImportChange = z.discriminatedUnion('change', [
  PortChange.extend({ change: z.literal('opened') }),
  PortChange.extend({ change: z.literal('closed') }),
  z.strictObject({
    change: z.literal('appeared'),
    ...named,
    /** The key of the narrowest seed that covers it; absent where none does. */
    seed: z.string().optional(),
    inScope: z.literal(false).optional(),
  }),
  z.strictObject({ change: z.literal('gone'), ...named }),
  z.strictObject({ change: z.literal('refused'), ...named, code: z.string(), reason: z.string() }),
]);
export type ImportChange = z.infer<typeof ImportChange>;
export const ChangeKind = z.enum(['opened', 'closed', 'appeared', 'gone', 'refused']);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** The object that one chunk leaves behind. */
export const ChunkChanges = z.strictObject({
  schema: z.literal(1),
  chunk: z.int().min(1),
  counts: ImportCounts,
  changes: z.array(ImportChange),
});
export type ChunkChanges = z.infer<typeof ChunkChanges>;

/** The message that asks for one chunk of an import. */
export const ChunkTask = z.strictObject({
  accountId: AccountId,
  job: z.uuid(),
  capability: z.string(),
  chunk: z.strictObject({
    number: z.int().min(1),
    bucket: z.string(),
    key: z.string(),
    sha256: z.string(),
  }),
  /** Set when a saga runs this chunk: its events are then left to the saga. */
  discoveryId: z.string().min(1).optional(),
  actor: Actor,
  correlationId: CorrelationId,
  causationId: z.string().min(1),
});
export type ChunkTask = z.infer<typeof ChunkTask>;

/**
 * The message that asks for the chunks of an import from number `from` on. A few are asked for at once, and the rest
 * by another such message.
 */
export const ChunksTask = z.strictObject({
  accountId: AccountId,
  job: z.uuid(),
  capability: z.string(),
  manifest: ManifestRef,
  from: z.int().min(1),
  actor: Actor,
  correlationId: CorrelationId,
  causationId: z.string().min(1),
});
export type ChunksTask = z.infer<typeof ChunksTask>;

export const importKey = (job: string): string => `#import#${job}`;

/** Under which keys the lists of an import lie. */
export const listsPrefix = (accountId: AccountId, job: string): string => `imports/${accountId}/${job}/`;
