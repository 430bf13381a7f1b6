import { subscribersTo, subscriptionsOf } from '#schemas/published-events.ts';
import type { Subscriber } from '#schemas/services.ts';
import { mayClaim } from './claims.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { sweepEveryMinute } from './due-sweep.ts';
import { subscribe } from './event-subscription.ts';
import { mayPublish, mayReadSecret } from './permissions.ts';
import { feedRelay } from './relay-source.ts';
import { ServiceConsumer } from './service-consumer.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';
import { ServiceTable } from './service-table.ts';
import { WorkQueue } from './work-queue.ts';

type Environment = Readonly<Record<string, string>>;

interface Props {
  /** Beside the environment of every function. */
  readonly environment?: Environment;
}

/**
 * The core of every service: one table, and four functions around it.
 *
 * - `commands` reads and writes the table; `queries` only reads it
 * - `relay` publishes the events in the table's stream
 * - `reactions` handles events that the service subscribes to, and due things
 *
 * @example const { table, commands, queries, relay, reactions } = new ServiceCore(this, { environment: {} })
 */
export class ServiceCore {
  readonly table: ServiceTable;
  readonly commands: ServiceFunction;
  readonly queries: ServiceFunction;
  readonly relay: ServiceFunction;
  readonly reactions: ServiceConsumer;
  readonly due: WorkQueue;
  private readonly stack: ServiceStack;

  constructor(stack: ServiceStack, { environment = {} }: Props = {}) {
    this.stack = stack;
    this.table = new ServiceTable(stack, 'Table');
    this.due = new WorkQueue(stack, 'Due', {
      name: 'due',
      copies: 'due',
      batchSize: 10,
      lateAfter: 300,
      lateImpact: 'Due things (expiries, time-outs) take effect later; reads hide expired things meanwhile.',
    });
    this.commands = this.addCommands(environment);
    this.queries = this.addQueries(environment);
    this.relay = this.addRelay(environment);
    this.reactions = this.addReactions(environment);
  }

  private addCommands(environment: Environment): ServiceFunction {
    const commands = new ServiceFunction(this.stack, 'Commands', {
      name: 'commands',
      pace: 'api',
      description: `Routes of the ${this.stack.service} service that change something`,
      environment,
      errorImpact: 'Callers get 500 for some of their changes.',
    });
    this.table.grantReadWrite(commands.role);
    return commands;
  }

  private addQueries(environment: Environment): ServiceFunction {
    const { service, names, platformKey } = this.stack;
    const queries = new ServiceFunction(this.stack, 'Queries', {
      name: 'queries',
      pace: 'api',
      description: `Routes of the ${service} service that read`,
      environment: { ...environment, CURSOR_SECRET: names.cursorSecret },
      errorImpact: 'Callers get 500 for some of their reads.',
    });
    this.table.grantRead(queries.role);
    mayReadSecret(queries.role, this.stack.parameter('cursor-secret-arn'), platformKey);
    return queries;
  }

  private addRelay(environment: Environment): ServiceFunction {
    const { stack, table } = this;
    const parked = new DeadLetterQueue(stack, 'RelayParked', {
      of: 'stream',
      queueName: stack.names.deadLetterQueue(stack.service, 'relay'),
      key: stack.key,
      alarmTopic: stack.alarmTopic,
    });
    const relay = new ServiceFunction(stack, 'Relay', {
      name: 'relay',
      pace: 'batch',
      description: `Publishes the events of the ${stack.service} service`,
      environment: {
        ...environment,
        PARKED_QUEUE_URL: parked.queueUrl,
        SUBSCRIBERS: subscribersTo(stack.service).join(','),
      },
      errorImpact: 'Events of this service are late; they stay in the stream for 24 hours.',
    });
    // For replays and for what is published again.
    table.grantRead(relay.role);
    mayPublish(relay.role, stack.bus.eventBusArn, stack.service);
    mayClaim(stack, relay);
    feedRelay(stack, { relay, table, parked });
    return relay;
  }

  private addReactions(environment: Environment): ServiceConsumer {
    const { stack, due } = this;
    const events = this.eventsQueue(stack.service);
    const reactions = new ServiceConsumer(stack, 'Reactions', {
      name: 'reactions',
      subscriber: stack.service,
      parked: due.parked,
      pace: 'batch',
      description: `Reacts to events, and to due things of the ${stack.service} service`,
      environment: { ...environment, DUE_QUEUE_URL: due.queue.queueUrl },
      errorImpact: 'Reactions to events are late, and parked after some attempts.',
    });
    this.table.grantReadWrite(reactions.role);
    sweepEveryMinute(stack, reactions, due.parked);
    due.feed(reactions);
    events?.feed(reactions);
    return reactions;
  }

  /** Absent where the service subscribes to nothing. */
  private eventsQueue(subscriber: Subscriber): WorkQueue | undefined {
    if (subscriptionsOf(subscriber).length === 0) return undefined;
    const events = new WorkQueue(this.stack, 'Events', {
      name: 'events',
      batchSize: 10,
      lateAfter: 30,
      lateImpact: `The ${this.stack.service} service does not know the events of other services yet.`,
    });
    subscribe(this.stack, subscriber, events);
    return events;
  }
}
