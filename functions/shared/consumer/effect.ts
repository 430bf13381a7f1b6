import type * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { Actor, type Instant } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { derivedCommandId } from '#shared/identity.ts';

/** What handles one event. */
export type EventHandler = (event: PublishedEvent, now: Instant) => Promise<void>;

/** Gives the context of a command that this event causes: `target` names what it is sent to, `ordinal` tells several apart. */
export type Causing = (target: string, ordinal?: number) => CommandContext;

/**
 * An effect does something because an event happened. It never skips by version: a repeat of the event sends the same commands again, and
 * their ids, hash(event id, handler, target, ordinal), make that harmless. There is no other way to get a context here.
 *
 * @example effect('asset', 'start-import', JobCompletedV1.shape.data, async (data, causing, event) => { ... })
 */
export function effect<D extends z.ZodObject>(
  service: ServiceName,
  handler: string,
  data: D,
  run: (data: z.output<D>, causing: Causing, event: PublishedEvent) => Promise<void>,
): EventHandler {
  return async (event, now) => {
    const parsed = data.safeParse(event.event_data);
    if (!parsed.success) {
      throw new TerminalFailure(
        'unreadable-event',
        `the data of ${event.event_type} does not fit its schema`,
        {
          errors: fieldProblems(parsed.error),
        },
      );
    }
    await run(parsed.data, causedBy(service, handler, event, now), event);
  };
}

/** Commands that `event` causes in `handler` of `service`. */
export function causedBy(
  service: ServiceName,
  handler: string,
  event: PublishedEvent,
  now: Instant,
): Causing {
  return (target, ordinal = 0) => ({
    accountId: event.metadata.account_id,
    actor: Actor.parse(`service:${service}`),
    commandId: derivedCommandId(event.event_id, handler, target, ordinal),
    correlationId: event.metadata.correlation_id,
    causationId: event.event_id,
    ...(event.metadata.discovery_id === undefined ? {} : { discoveryId: event.metadata.discovery_id }),
    now,
  });
}
