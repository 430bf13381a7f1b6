import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { slowness } from '../support/patience.ts';
import { arn, eventually, lambda, queue, ref, stackOf } from './fixture.ts';

const code = `
const { randomUUID } = require('node:crypto');
const environment = randomUUID();
let calls = 0;
class CardDeclined extends Error { constructor(message) { super(message); this.name = 'CardDeclined'; } }
exports.handler = async (event, context) => {
  calls += 1;
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  if (event.throw) throw new CardDeclined(event.throw);
  for (const line of event.log ?? []) console.log(line);
  return {
    environment, calls, event, variables: process.env.GREETING, region: process.env.AWS_REGION,
    name: context.functionName, requestId: context.awsRequestId, remaining: context.getRemainingTimeInMillis(),
    node: process.versions.node,
  };
};`;

const crowd = Array.from({ length: 12 }, (_, n) => `Crowd${n}`);

const stack = stackOf(
  {
    Failures: queue(),
    ...Object.assign({}, ...crowd.map((id) => lambda(id, { code }))),
    ...lambda('Function', {
      code,
      environment: { GREETING: 'hello' },
      grants: [{ Action: ['sqs:SendMessage'], Resource: arn('Failures') }],
    }),
    ...lambda('Hurried', { code, timeout: 1 }),
    ...lambda('Single', { code }),
    ...lambda('Quiet', { code }),
    Asynchronous: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: ref('Function'),
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 60,
        DestinationConfig: { OnFailure: { Destination: arn('Failures') } },
      },
    },
  },
  {
    name: ref('Function'),
    hurried: ref('Hurried'),
    single: ref('Single'),
    quiet: ref('Quiet'),
    failures: ref('Failures'),
    crowd: { 'Fn::Join': [' ', crowd.map(ref)] },
  },
);

const client = new LambdaClient({});
const sqs = new SQSClient({});

async function invoke(name: string, event: unknown) {
  const { FunctionError, Payload, LogResult } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  const log = Buffer.from(LogResult ?? '', 'base64').toString();
  return { error: FunctionError, answer: JSON.parse(Buffer.from(Payload ?? []).toString()), log };
}

describe.concurrent('a function', () => {
  it('is not kept from starting by others: many start at the same moment', async () => {
    const started = await Promise.all(stack.crowd.split(' ').map((name) => invoke(name, {})));
    expect(started.map(({ error }) => error)).toEqual(crowd.map(() => undefined));
  });

  it('runs on Node 24 with its event, its variables and a context', async () => {
    const { answer } = await invoke(stack.name, { text: 'ä "quoted" \n' });
    expect(answer).toMatchObject({
      event: { text: 'ä "quoted" \n' },
      variables: 'hello',
      region: 'us-east-1',
      name: stack.name,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      node: expect.stringMatching(/^24\./),
    });
    expect(answer.remaining).toBeGreaterThan(0);
    expect(answer.remaining).toBeLessThanOrEqual(60_000);
  });

  it('an error keeps its own name, message and trace', async () => {
    const { error, answer } = await invoke(stack.name, { throw: 'no money' });
    expect(error).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'CardDeclined', errorMessage: 'no money' });
    expect(answer.trace[0]).toBe('CardDeclined: no money');
  });

  it('an environment outlives an error of its handler', async () => {
    const before = await invoke(stack.single, {});
    await invoke(stack.single, { throw: 'once' });
    const after = await invoke(stack.single, {});
    expect(after.answer.environment).toBe(before.answer.environment);
    expect(after.answer.calls).toBe(before.answer.calls + 2);
  });

  it("the log of an invocation holds all of its lines and nobody else's", async () => {
    const logs = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const lines = Array.from({ length: 5 }, (_, line) => `${n}-${line}-${randomUUID()}`);
        const { log } = await invoke(stack.name, { log: lines });
        return { lines, logged: log.split('\n').filter((line) => /^\d-\d-/.test(line)) };
      }),
    );
    for (const { lines, logged } of logs) expect(logged).toEqual(lines);
  });

  it('that is warm and logs nothing answers without waiting', async () => {
    const durations: number[] = [];
    for (let n = 0; n < 20; n++) {
      const started = performance.now();
      await invoke(stack.quiet, {});
      durations.push(performance.now() - started);
    }
    // Waiting for a log that never comes would take each of them 50 ms more, on the quickest machine too.
    expect(Math.min(...durations)).toBeLessThan(40 * slowness());
  });

  it('ends when its time is over', async () => {
    const { error, answer } = await invoke(stack.hurried, { sleep: 60_000 });
    expect(error).toBe('Unhandled');
    expect(answer.errorType).toBe('Sandbox.Timedout');
  });

  it('runs beside itself in an environment of its own', async () => {
    const both = await Promise.all([1, 2].map(() => invoke(stack.name, { sleep: 300 })));
    expect(new Set(both.map(({ answer }) => answer.environment)).size).toBe(2);
  });

  it('an asynchronous call that fails goes to the failure destination with the event and the error', async () => {
    const event = { throw: 'asynchronous', id: randomUUID() };
    await client.send(
      new InvokeCommand({
        FunctionName: stack.name,
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
      }),
    );
    const body = await eventually('the failure', async () => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: stack.failures, WaitTimeSeconds: 2 }),
      );
      return Messages?.[0]?.Body;
    });
    expect(JSON.parse(body)).toMatchObject({
      requestPayload: event,
      requestContext: { condition: 'RetriesExhausted' },
      responsePayload: { errorType: 'CardDeclined', errorMessage: 'asynchronous' },
    });
  });
});
