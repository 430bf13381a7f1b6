import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { arn, eventually, lambda, queue, type Resource, ref, stackOf } from './fixture.ts';
import { notebookCode, notebookEnvironment, notebookGrants, notebookTable, notes } from './notebook.ts';

const rule = (pattern: unknown, target: string, parameters: object = {}): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventBusName: ref('Bus'),
    EventPattern: pattern,
    Targets: [{ Id: 'target', Arn: arn(target), ...parameters }],
  },
});

const mayBeCalledBy = (ruleId: string, functionId: string): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: ref(functionId),
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: arn(ruleId),
  },
});

const queues = ['Placed', 'Tested', 'Large', 'Fair'];

const stack = stackOf(
  {
    ...notebookTable,
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: ref('AWS::StackName') } },
    ...Object.fromEntries(queues.map((name) => [name, queue()])),
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: queues.map(ref),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: queues.map((name) => ({
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn(name),
          })),
        },
      },
    },
    PlacedRule: rule({ source: ['shop'], 'detail-type': ['OrderPlaced'] }, 'Placed'),
    TestedRule: rule(
      { source: ['test'], detail: { name: [{ prefix: 'a' }], count: [{ numeric: ['>', 1] }] } },
      'Tested',
    ),
    LargeRule: rule({ source: ['large'] }, 'Large'),
    FairRule: rule({ source: ['fair'] }, 'Fair', {
      SqsParameters: { MessageGroupId: '$.detail.tenant' },
    }),
    ...lambda('Consumer', {
      code: `${notebookCode} exports.handler = (event) => note(event.page ?? event['detail-type'], event);`,
      environment: notebookEnvironment,
      grants: notebookGrants,
    }),
    FunctionRule: rule({ source: ['function'] }, 'Consumer'),
    FunctionPermission: mayBeCalledBy('FunctionRule', 'Consumer'),
    EveryMinute: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Id: 'target', Arn: arn('Consumer'), Input: '{"page":"every-minute","kind":"sweep"}' }],
      },
    },
    EveryMinutePermission: mayBeCalledBy('EveryMinute', 'Consumer'),
  },
  {
    bus: ref('Bus'),
    placed: ref('Placed'),
    tested: ref('Tested'),
    large: ref('Large'),
    fair: ref('Fair'),
    notebook: ref('Notebook'),
  },
);

const bridge = new EventBridgeClient({});
const sqs = new SQSClient({});

const entry = (source: string, type: string, detail: unknown): PutEventsRequestEntry => ({
  EventBusName: stack.bus,
  Source: source,
  DetailType: type,
  Detail: JSON.stringify(detail),
});
const publish = (...entries: PutEventsRequestEntry[]) =>
  bridge.send(new PutEventsCommand({ Entries: entries }));
const nextEvent = (url: string) =>
  eventually('an event', async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 2 }));
    return Messages?.[0]?.Body && JSON.parse(Messages[0].Body);
  });

describe.concurrent('a bus', () => {
  it('delivers to a queue the events that source and detail type of a rule select, in the envelope of EventBridge', async () => {
    const { Entries, FailedEntryCount } = await publish(
      entry('shop', 'OrderCancelled', { id: 1 }),
      entry('other', 'OrderPlaced', { id: 2 }),
      entry('shop', 'OrderPlaced', { id: 3, nested: { text: 'ä "quoted" \n' } }),
    );
    expect(FailedEntryCount).toBe(0);
    expect(await nextEvent(stack.placed)).toMatchObject({
      version: '0',
      id: Entries?.[2]?.EventId,
      source: 'shop',
      'detail-type': 'OrderPlaced',
      detail: { id: 3, nested: { text: 'ä "quoted" \n' } },
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
    });
  });

  it('names the group that a path finds in the event, and the queue hands out first what belongs to quiet groups', async () => {
    const tenants = ['busy', 'busy', 'busy', 'busy', 'quiet'];
    await publish(...tenants.map((tenant) => entry('fair', 'T', { tenant })));
    const received: string[] = [];
    while (received.length < tenants.length) received.push((await nextEvent(stack.fair)).detail.tenant);
    expect(received).toEqual(['busy', 'quiet', 'busy', 'busy', 'busy']);
  });

  it('selects by prefixes and numbers within the detail', async () => {
    await publish(
      entry('test', 'T', { name: 'b', count: 9 }),
      entry('test', 'T', { name: 'ab', count: 1 }),
      entry('test', 'T', { name: 'abc', count: 2 }),
    );
    expect((await nextEvent(stack.tested)).detail).toEqual({ name: 'abc', count: 2 });
  });

  it('answers 200 for a batch with a bad entry, counts it, and names the fault in its place', async () => {
    const { FailedEntryCount, Entries } = await publish(
      entry('nobody', 'A', {}),
      { ...entry('nobody', 'B', {}), Detail: 'not JSON' },
      { ...entry('nobody', 'C', {}), DetailType: '' },
      entry('nobody', 'D', {}),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ EventId, ErrorCode }) => [typeof EventId, ErrorCode])).toEqual([
      ['string', undefined],
      ['undefined', 'MalformedDetail'],
      ['undefined', 'InvalidArgument'],
      ['string', undefined],
    ]);
  });

  it('refuses entries of more than 1 MB together', async () => {
    const half = { text: 'x'.repeat(600 * 1024) };
    await expect(publish(entry('nobody', 'A', half), entry('nobody', 'B', half))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('refuses more than ten entries at once', async () => {
    const eleven = Array.from({ length: 11 }, (_, n) => entry('nobody', String(n), {}));
    await expect(publish(...eleven)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('carries an event of 200 KB whole', async () => {
    const text = 'x'.repeat(200 * 1024);
    await publish(entry('large', 'Large', { text }));
    expect((await nextEvent(stack.large)).detail.text).toBe(text);
  });

  it('calls a function with the event', async () => {
    await publish(entry('function', 'called', { id: 7 }));
    const [event] = await eventually('the call', async () => {
      const all = await notes<{ source: string; detail: unknown }>(stack.notebook, 'called');
      return all.length > 0 && all;
    });
    expect(event).toMatchObject({ source: 'function', detail: { id: 7 } });
  });
});

describe.concurrent('a schedule', () => {
  it('a rule with a rate calls its function with the input of the target, once a minute', async () => {
    const calls = await eventually(
      'a minute to pass',
      async () => {
        const all = await notes<unknown>(stack.notebook, 'every-minute');
        return all.length > 0 && all;
      },
      { seconds: 240, every: 500 },
    );
    expect(calls).toEqual([{ page: 'every-minute', kind: 'sweep' }]);
  }, 100_000);
});
