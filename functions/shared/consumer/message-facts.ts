import * as z from 'zod';
import { defined } from '#schemas/defined.ts';

/**
 * The facts in a log line about the event, or the command, that a message stands for. Each is absent where the
 * message does not tell.
 */
export interface MessageFacts {
  readonly correlation_id?: string;
  readonly event_id?: string;
  readonly event_type?: string;
  readonly aggregate_type?: string;
  readonly aggregate_id?: string;
  readonly account_id?: string;
}

const Name = z.string().max(2_048).optional().catch(undefined);

const Metadata = z.looseObject({ account_id: Name, correlation_id: Name });

/** An event as it travels: published, claimed or stored. */
const EventFacts = z.looseObject({
  event_id: z.string(),
  event_type: Name,
  aggregate_type: Name,
  aggregate_id: Name,
  metadata: Metadata.catch({}),
});

const BusFacts = z.looseObject({ detail: EventFacts });

/** A message of a queue of a service's own: a task that an event caused. */
const TaskFacts = z.looseObject({ accountId: z.string(), correlationId: Name, causationId: Name });

/** A thing that is due: its address names account and thing. */
const DueFacts = z.looseObject({ PK: z.string().startsWith('ACCOUNT#'), SK: z.string() });

const factsOfEvent = ({ metadata, ...event }: z.infer<typeof EventFacts>): MessageFacts =>
  defined({
    correlation_id: metadata.correlation_id,
    event_id: event.event_id,
    event_type: event.event_type,
    aggregate_type: event.aggregate_type,
    aggregate_id: event.aggregate_id,
    account_id: metadata.account_id,
  });

/** The facts in an event, or in an entry of the bus around it. */
const EventMessage = z
  .union([BusFacts.transform(({ detail }) => detail), EventFacts])
  .transform(factsOfEvent);

const TaskMessage = TaskFacts.transform(
  ({ accountId, correlationId, causationId }): MessageFacts =>
    defined({ account_id: accountId, correlation_id: correlationId, event_id: causationId }),
);

const DueMessage = DueFacts.transform(
  ({ PK, SK }): MessageFacts => defined({ account_id: PK.split('#')[1], aggregate_id: SK }),
);

const AnyMessage = z.union([EventMessage, TaskMessage, DueMessage]);

/** Reads as much as it can and never throws: an unreadable message gets its line, too. */
export function factsOf(message: unknown): MessageFacts {
  const parsed = AnyMessage.safeParse(message);
  return parsed.success ? parsed.data : {};
}

/** The facts in a message's text. */
export function factsIn(body: string): MessageFacts {
  try {
    return factsOf(JSON.parse(body));
  } catch {
    return {};
  }
}
