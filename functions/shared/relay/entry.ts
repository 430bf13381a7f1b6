import { defined } from '#schemas/defined.ts';
import type { ClaimedEvent, Envelope, PublishedEvent } from '#schemas/envelope.ts';
import type { Tip } from '#shared/event-store/event-store.ts';
import type { BusEntry } from '#shared/messaging/bus.ts';
import { writeJsonByHash } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';

/** Nothing larger travels on the bus: queues and functions behind it have limits of their own, all above this. */
export const CLAIM_CHECK_BYTES = 200 * 1024;

export interface EntryDeps {
  readonly objects: ObjectStore;
  readonly claimsBucket: string;
  /** Bytes of an event's JSON beyond which it travels as a reference. */
  readonly claimCheckBytes?: number;
}

/** An event as it is published: the stored envelope and the state of its aggregate after that write. */
export const publishedOf = (envelope: Envelope, tip: Tip): PublishedEvent => ({
  ...envelope,
  state: { ...tip.data },
  state_version: tip.version,
  state_schema: tip.schema,
  ...defined({ state_fold: tip.fold }),
});

/** An event -> the entry that the bus takes. One over the claim-check size goes to the claims bucket first. */
export async function entryOf(
  event: PublishedEvent,
  { objects, claimsBucket, claimCheckBytes = CLAIM_CHECK_BYTES }: EntryDeps,
): Promise<BusEntry> {
  const detail = JSON.stringify(event);
  return {
    source: eventSource(event.service_name),
    type: event.event_type,
    time: event.timestamp,
    detail:
      Buffer.byteLength(detail, 'utf8') <= claimCheckBytes
        ? detail
        : JSON.stringify(await claim(event, objects, claimsBucket)),
  };
}

async function claim(event: PublishedEvent, objects: ObjectStore, bucket: string): Promise<ClaimedEvent> {
  const place = { bucket, prefix: `claims/${event.service_name}/${event.event_id}` };
  const { key, sha256, bytes } = await writeJsonByHash(objects, place, event);
  return {
    event_id: event.event_id,
    event_type: event.event_type,
    aggregate_id: event.aggregate_id,
    aggregate_type: event.aggregate_type,
    metadata: event.metadata,
    claim: { bucket, key, sha256, bytes },
  };
}

export const eventSource = (service: string): string => `chariot.${service}`;

/** Replays come from sources of their own, so that no rule for events takes them, and no archive keeps them. */
const REPLAY = 'replay.';

export const replaySource = (service: string): string => `${REPLAY}${eventSource(service)}`;

export const isReplay = (source: string): boolean => source.startsWith(REPLAY);
