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
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { PublishedEvent } from '#schemas/envelope.ts';
import { prefix } from './platform.ts';
import { sqs } from './queues.ts';

const bridge = new EventBridgeClient({});
const bus = { EventBusName: `${prefix}-domain` };

export interface BusListener {
  /** Every delivery so far, repeats too, in the order of their arrival. */
  received(): Promise<readonly PublishedEvent[]>;
  stop(): Promise<void>;
}

async function ownQueue(name: string): Promise<{ QueueUrl: string; arn: string }> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.QueueArn ?? '';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  return { QueueUrl, arn };
}

/** Subscribes a queue of a test's own to what one service publishes of one account. */
export async function listenToBus(source: string, accountId: string): Promise<BusListener> {
  const name = `test-${randomUUID()}`;
  const { QueueUrl, arn } = await ownQueue(name);
  const pattern = { source: [source], detail: { metadata: { account_id: [accountId] } } };
  await bridge.send(new PutRuleCommand({ ...bus, Name: name, EventPattern: JSON.stringify(pattern) }));
  await bridge.send(new PutTargetsCommand({ ...bus, Rule: name, Targets: [{ Id: 'queue', Arn: arn }] }));
  const deliveries: PublishedEvent[] = [];

  const takeSome = async (): Promise<number> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    deliveries.push(...Messages.map(({ Body = '' }) => PublishedEvent.parse(JSON.parse(Body).detail)));
    if (Messages.length > 0) {
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    return Messages.length;
  };
  return {
    received: async () => {
      while ((await takeSome()) > 0);
      return deliveries;
    },
    stop: async () => {
      await bridge.send(new RemoveTargetsCommand({ ...bus, Rule: name, Ids: ['queue'] }));
      await bridge.send(new DeleteRuleCommand({ ...bus, Name: name }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
