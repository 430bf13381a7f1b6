import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ClaimedEvent, Envelope, PublishedEvent } from '#schemas/envelope.ts';
import type { Tip } from '#shared/event-store/event-store.ts';
import { writeJsonByHash } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';

/** Nothing larger travels on the bus: queues and functions behind it have limits of their own, all above this. */
export const CLAIM_CHECK_BYTES = 200 * 1024;

export interface EntryDeps {
  readonly bus: string;
  readonly objects: ObjectStore;
  readonly claimsBucket: string;
}

/** An event as it is published: the stored envelope and the state of its aggregate after that write. */
export const publishedOf = (envelope: Envelope, tip: Tip): PublishedEvent => ({
  ...envelope,
  state: { ...tip.data },
  state_version: tip.version,
  state_schema: tip.schema,
});

/** An event -> the entry that PutEvents takes; what is over the claim-check size goes to the claims bucket first. */
export async function entryOf(
  event: PublishedEvent,
  { bus, objects, claimsBucket }: EntryDeps,
): Promise<PutEventsRequestEntry> {
  const detail = JSON.stringify(event);
  return {
    EventBusName: bus,
    Source: `chariot.${event.service_name}`,
    DetailType: event.event_type,
    Time: new Date(event.timestamp),
    Detail:
      Buffer.byteLength(detail, 'utf8') <= CLAIM_CHECK_BYTES
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

/** Bytes of an entry as EventBridge counts them (User Guide, "Calculating PutEvents event entry size"). */
export const entryBytes = ({
  Source = '',
  DetailType = '',
  Detail = '',
  Time,
}: PutEventsRequestEntry): number =>
  (Time ? 14 : 0) +
  Buffer.byteLength(Source) +
  Buffer.byteLength(DetailType) +
  Buffer.byteLength(Detail, 'utf8');
