import type * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { Actor, type Instant } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { derivedCommandId } from '#shared/identity.ts';
import type { EventHandler } from './event-handler.ts';
import { type Reads, readEvent } from './reading.ts';

/**
 * Gives the context of a command that this event causes: `target` names the thing it is sent to, `ordinal` tells
 * several apart.
 */
export type Causing = (target: string, ordinal?: number) => CommandContext;

/**
 * An effect does something because an event happened. It never skips by version: a repeat of the event sends the same
 * commands again. Their ids, hash(event id, handler, target, ordinal), make that harmless. There is no other way to
 * get a context here.
 *
 * @example effect('capability', 'process-results', readsOf(JobResultsReceivedV1), async (data, causing) => { ... })
 */
export function effect<D extends z.ZodType>(
  service: ServiceName,
  handler: string,
  reads: Reads<D>,
  run: (data: z.output<D>, causing: Causing, event: PublishedEvent) => Promise<void>,
): EventHandler {
  return async (event, now) => run(readEvent(reads, event), causedBy(service, handler, event, now), event);
}

/** Commands that `event` causes in `handler` of `service`. */
export function causedBy(
  service: ServiceName,
  handler: string,
  event: PublishedEvent,
  now: Instant,
): Causing {
  return (target, ordinal = 0) =>
    defined({
      accountId: event.metadata.account_id,
      actor: Actor.parse(`service:${service}`),
      commandId: derivedCommandId(event.event_id, handler, target, ordinal),
      correlationId: event.metadata.correlation_id,
      causationId: event.event_id,
      discoveryId: event.metadata.discovery_id,
      now,
    });
}
