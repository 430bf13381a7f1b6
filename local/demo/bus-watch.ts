import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** The part of an event on the bus that is counted; the rest is let be, be it whole or a claim check. */
const Seen = z.looseObject({
  detail: z.looseObject({
    event_id: z.string(),
    event_type: z.string(),
    aggregate_id: z.string(),
    metadata: z.looseObject({ account_id: z.string(), command_id: z.string() }),
  }),
});
/** An event as the bus brought it. */
export type SeenEvent = z.infer<typeof Seen>['detail'];

const WAIT_SECONDS = 5;

/**
 * Listens on the domain bus, as any subscriber would, with a rule and a queue of its own. It counts published events,
 * not stored ones.
 */
export class BusWatch {
  readonly #bus: string;
  readonly #name = `chariot-demo-${randomUUID()}`;
  readonly #events = new EventBridgeClient({});
  readonly #queues = new SQSClient({});
  /** By event id, as delivery is at least once. */
  readonly #seen = new Map<string, SeenEvent>();
  #queueUrl = '';
  #receiving: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  #failure: unknown;

  private constructor(bus: string) {
    this.#bus = bus;
  }

  static async start(bus: string): Promise<BusWatch> {
    const watch = new BusWatch(bus);
    await watch.#subscribe();
    watch.#receiving = watch.#receive();
    return watch;
  }

  async #subscribe(): Promise<void> {
    const { QueueUrl = '' } = await this.#queues.send(new CreateQueueCommand({ QueueName: this.#name }));
    this.#queueUrl = QueueUrl;
    const { Attributes } = await this.#queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const Resource = Attributes?.QueueArn ?? '';
    const { RuleArn } = await this.#events.send(
      new PutRuleCommand({
        Name: this.#name,
        EventBusName: this.#bus,
        EventPattern: JSON.stringify({ source: [{ prefix: 'chariot.' }] }),
      }),
    );
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource,
      Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await this.#queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const { FailedEntryCount = 0 } = await this.#events.send(
      new PutTargetsCommand({
        Rule: this.#name,
        EventBusName: this.#bus,
        Targets: [{ Id: 'queue', Arn: Resource }],
      }),
    );
    if (FailedEntryCount > 0) throw new Error(`the bus ${this.#bus} takes no further subscriber`);
  }

  async #receive(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const { Messages = [] } = await this.#queues.send(
          new ReceiveMessageCommand({
            QueueUrl: this.#queueUrl,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: WAIT_SECONDS,
          }),
          { abortSignal: this.#stop.signal },
        );
        await this.#take(Messages);
      } catch (error) {
        if (!this.#stop.signal.aborted) this.#failure = error;
        return;
      }
    }
  }

  async #take(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    for (const { Body = '' } of messages) {
      const { detail } = Seen.parse(JSON.parse(Body));
      this.#seen.set(detail.event_id, detail);
    }
    const Entries = messages.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.#queues.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
  }

  /** The account's events so far, each once. Throws when the watch itself has failed. */
  eventsOf(accountId: string): SeenEvent[] {
    if (this.#failure !== undefined)
      throw new Error('the bus could not be watched', { cause: this.#failure });
    return [...this.#seen.values()].filter(({ metadata }) => metadata.account_id === accountId);
  }

  /** Takes rule and queue away again. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#receiving;
    const at = { EventBusName: this.#bus };
    await this.#events.send(new RemoveTargetsCommand({ ...at, Rule: this.#name, Ids: ['queue'] }));
    await this.#events.send(new DeleteRuleCommand({ ...at, Name: this.#name }));
    await this.#queues.send(new DeleteQueueCommand({ QueueUrl: this.#queueUrl }));
    this.#events.destroy();
    this.#queues.destroy();
  }
}
