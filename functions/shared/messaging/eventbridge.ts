import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import type { Bus, BusEntry } from './bus.ts';
import { type Delivery, deliverRun, failedDelivery, TAKEN } from './delivery.ts';

/** Error codes of an entry that no repeat can mend (EventBridge API reference, PutEventsResultEntry). */
const NEVER = new Set(['InvalidArgument', 'MalformedDetail', 'ValidationException']);

/**
 * The bus `name` of EventBridge.
 *
 * @example const bus = createEventBridge(new EventBridgeClient({}), env.BUS);
 */
export const createEventBridge = (client: EventBridgeClient, name: string): Bus => ({
  put: (entries) => deliverRun(entries, 'PutEvents', (run) => putEvents(client, name, run)),
});

async function putEvents(
  client: EventBridgeClient,
  EventBusName: string,
  run: readonly BusEntry[],
): Promise<readonly Delivery[]> {
  const { Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: run.map(({ source, type, time, detail }) => ({
        EventBusName,
        Source: source,
        DetailType: type,
        Time: new Date(time),
        Detail: detail,
      })),
    }),
  );
  return run.map((_, at) => deliveryOf(Entries[at]));
}

/** An entry is published where it has an id and no error; an entry without an answer is not. */
function deliveryOf(result: PutEventsResultEntry | undefined): Delivery {
  if (result?.EventId !== undefined && result.ErrorCode === undefined) return TAKEN;
  const code = result?.ErrorCode ?? 'NoResult';
  const message = `${code}: ${result?.ErrorMessage ?? ''}`;
  return failedDelivery(
    NEVER.has(code)
      ? new TerminalFailure('unpublishable', message)
      : new TransientFailure('not-published', message),
  );
}
