import * as z from 'zod';
import { ClaimedEvent, PublishedEvent } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { eventSource, isReplay, replaySource } from '#shared/relay/entry.ts';

/** A message that a rule puts into a queue: the bus's own wrapping around our event. */
const BusMessage = z.looseObject({ 'detail-type': z.string(), source: z.string(), detail: z.unknown() });

export interface ReceivedEvent {
  readonly event: PublishedEvent;
  /** Sent by a replay: it tells a state, not that something happened. */
  readonly replay: boolean;
}

/**
 * The event in a queue's message, fetched from where it lies if it was too large for the bus.
 * @throws TerminalFailure `unreadable-message` | `unreadable-event` | `foreign-event`, TransientFailure when the claim cannot be read now
 */
export async function receivedEvent(body: string, objects: ObjectStore): Promise<ReceivedEvent> {
  const { detail, source } = busMessageIn(body);
  const event = await eventIn(detail, objects);
  // IAM lets each relay use its own sources alone, so that none speaks for another service.
  if (![eventSource(event.service_name), replaySource(event.service_name)].includes(source)) {
    throw new TerminalFailure('foreign-event', `${source} sent an event of ${event.service_name}`);
  }
  return { event, replay: isReplay(source) };
}

async function eventIn(detail: unknown, objects: ObjectStore): Promise<PublishedEvent> {
  const claimed = ClaimedEvent.safeParse(detail);
  if (claimed.success) {
    const { bucket, key, sha256 } = claimed.data.claim;
    return readJson(objects, { bucket, key, sha256 }, PublishedEvent);
  }
  const published = PublishedEvent.safeParse(detail);
  if (published.success) return published.data;
  throw new TerminalFailure('unreadable-event', 'the message does not hold an event of the platform', {
    errors: fieldProblems(published.error),
  });
}

function busMessageIn(body: string): z.infer<typeof BusMessage> {
  const parsed = BusMessage.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  throw new TerminalFailure('unreadable-message', 'the message does not come from the bus', {
    errors: fieldProblems(parsed.error),
  });
}

/** JSON in a message, or a terminal failure. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TerminalFailure('unreadable-message', 'the message is not JSON', { cause });
  }
}
