import type { EventBridgeClient, PutEventsCommand, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Bus, BusEntry } from '#shared/messaging/bus.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import type { Message, Queue } from '#shared/messaging/queue.ts';
import { createSqsQueue, WAITS } from '#shared/messaging/sqs.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Callee } from '../scheduler/weather.ts';
import { noConnection, SEND_FAULTS } from './faults.ts';

interface Sending<T> {
  readonly what: string;
  readonly callee: Callee;
  /** How many things the call sends. */
  readonly count: number;
  /** Takes the thing at a place. */
  readonly take: (at: number) => void;
  /** The service's answer, given which things it did not take. It is 200 in any case. */
  readonly answer: (missed: readonly number[]) => T;
}

/** Sends many things in one call, of which any may be taken and any not. */
function send<T>(
  scheduler: Scheduler,
  process: Process,
  { what, callee, count, take, answer }: Sending<T>,
): Promise<T> {
  const all = Array.from({ length: count }, (_, at) => at);
  let told = 'all taken';
  const takeSome = async (missed: (at: number) => boolean) => {
    const left = all.filter((at) => {
      if (missed(at)) return true;
      take(at);
      return false;
    });
    told = left.length === 0 ? 'all taken' : `${left.length} of ${count} not taken`;
    return answer(left);
  };
  return scheduler.call(process, {
    what: () => what,
    callee,
    faults: SEND_FAULTS,
    perform: () => takeSome(() => false),
    failed: noConnection,
    under: { 'taken in part': () => takeSome(() => scheduler.choices.pick(2) === 1) },
    told: () => told,
  });
}

/** The real adapter of EventBridge, with a client that the scheduler answers for; it throws on what `breaks` it. */
export function busPort(
  scheduler: Scheduler,
  process: Process,
  take: (entry: BusEntry) => void,
  breaks: (detail: string) => boolean,
): Bus {
  const client = {
    async send({ input: { Entries = [] } }: PutEventsCommand) {
      if (Entries.some(({ Detail = '' }) => breaks(Detail))) throw new RangeError('a defect of ours');
      const taken = (at: number): PutEventsResultEntry => ({ EventId: `taken-${at}` });
      return send(scheduler, process, {
        callee: 'bus',
        what: `publishes ${Entries.map(({ DetailType }) => DetailType).join(', ')}`,
        count: Entries.length,
        take: (at) => {
          const { Source = '', DetailType = '', Time, Detail = '' } = Entries[at] ?? {};
          take({ source: Source, type: DetailType, time: Time?.toISOString() ?? '', detail: Detail });
        },
        answer: (missed) => ({
          FailedEntryCount: missed.length,
          Entries: Entries.map((_, at) =>
            missed.includes(at) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'too many' } : taken(at),
          ),
        }),
      });
    },
  };
  return createEventBridge(client as unknown as EventBridgeClient, 'simulated');
}

/** The real adapter of SQS, with a client that the scheduler answers for. */
export function queuePort(
  scheduler: Scheduler,
  process: Process,
  name: string,
  take: (message: Message) => void,
): Queue {
  const client = {
    send({ input: { Entries = [] } }: SendMessageBatchCommand) {
      return send(scheduler, process, {
        callee: 'queues',
        what: `sends ${Entries.length} messages to ${name}`,
        count: Entries.length,
        take: (at) => {
          const { MessageBody = '', DelaySeconds = 0, MessageAttributes } = Entries[at] ?? {};
          const waits = Number(MessageAttributes?.[WAITS]?.StringValue ?? 0);
          take({ body: MessageBody, delaySeconds: DelaySeconds, waits });
        },
        answer: (missed) => ({ Failed: missed.map((at) => ({ Id: String(at), Code: 'InternalError' })) }),
      });
    },
  };
  return createSqsQueue(client as unknown as SQSClient, `https://queues.invalid/${name}`);
}
