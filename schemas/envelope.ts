import * as z from 'zod';
import { AccountId, Actor, AnyServiceName, CommandId, CorrelationId, Instant } from './primitives.ts';

/** Writer -> how many of its writes this aggregate has seen. */
export const VectorClock = z.record(z.string(), z.int().min(0));
export type VectorClock = z.infer<typeof VectorClock>;

/** The actor, the account and the causes of an event. Never empty: a change without these is a defect. */
export const EventMetadata = z.strictObject({
  account_id: AccountId,
  actor: Actor,
  /** The id of the API key that the actor came with. Absent where none did, and in events that are older than it. */
  credential: z.string().min(1).max(200).optional(),
  command_id: CommandId,
  correlation_id: CorrelationId,
  /** The id of the event, or of the request, that led to this one. */
  causation_id: z.string().min(1),
  discovery_id: z.string().min(1).optional(),
  vector_clock: VectorClock,
});
export type EventMetadata = z.infer<typeof EventMetadata>;

/** An event as it is stored: the names are those of the published JSON. */
export const Envelope = z.strictObject({
  /** UUIDv8 of (account, aggregate type, aggregate id, version): the same event has the same id wherever it is seen. */
  event_id: z.uuid(),
  /** The aggregate's key; unique within (account, aggregate_type). */
  aggregate_id: z.string().min(1),
  aggregate_type: z.string().min(1),
  event_type: z.string().min(1).max(128),
  /** Version of the event's schema. */
  event_version: z.int().min(1),
  /** Version of the aggregate that this event led to. */
  aggregate_version: z.int().min(1),
  event_data: z.record(z.string(), z.json()),
  metadata: EventMetadata,
  timestamp: Instant,
  service_name: AnyServiceName,
});
export type Envelope = z.infer<typeof Envelope>;

/** Metadata as a reader takes it: a newer writer may have added fields, which are kept and passed on. */
export const LooseMetadata = z.looseObject(EventMetadata.shape);

/** An event as a reader of the store takes it: writers are strict, readers keep unknown fields. */
export const StoredEnvelope = z.looseObject({ ...Envelope.shape, metadata: LooseMetadata });

/** Where the body of an event lies that was too large for the bus. */
export const ClaimCheck = z.looseObject({
  bucket: z.string(),
  key: z.string(),
  sha256: z.string(),
  bytes: z.int(),
});
export type ClaimCheck = z.infer<typeof ClaimCheck>;

/**
 * An event as it travels on the bus: the stored one, and the whole state of its aggregate after the write that made it.
 * A consumer is tolerant of fields that it does not know.
 */
export const PublishedEvent = z.looseObject({
  ...StoredEnvelope.shape,
  state: z.record(z.string(), z.json()),
  state_version: z.int().min(1),
  /** Version of the state's schema. */
  state_schema: z.int().min(1),
  /** Generation of the fold that made `state`; absent for the first. A copy is newer by (`state_version`, `state_fold`). */
  state_fold: z.int().min(1).optional(),
});
export type PublishedEvent = z.infer<typeof PublishedEvent>;

/** Stands on the bus in place of a PublishedEvent that is over the claim-check size. */
export const ClaimedEvent = z.looseObject({
  event_id: z.uuid(),
  event_type: z.string(),
  aggregate_id: z.string(),
  aggregate_type: z.string(),
  metadata: LooseMetadata,
  claim: ClaimCheck,
});
export type ClaimedEvent = z.infer<typeof ClaimedEvent>;
