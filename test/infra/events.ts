import { beforeAll, describe, expect, it } from 'vitest';
import { consumersOf, hasTable } from '#schemas/define-service.ts';
import { subscriptionsOf } from '#schemas/published-events.ts';
import { services as definitions } from '#schemas/services.ts';
import { retryDelay } from '#shared/consumer/back-off.ts';
import { PROCESSING_SECONDS } from '../../functions/capability/job/domain/decide.ts';
import {
  at,
  functionsOf,
  pointedAt,
  type Resource,
  type StackName,
  type Synthesized,
  spell,
  stages,
  statements,
  synthesize,
} from './synth.ts';

/** What each consumer hears, and the end of the name of the queue in which it does. */
const subscriptions = definitions.flatMap((service) =>
  consumersOf(service).flatMap(({ subscriber, events }) =>
    subscriptionsOf(subscriber).map((subscription) => ({
      ...subscription,
      subscriber,
      queue: `${service.name}-${events}`,
    })),
  ),
);
/** Services that keep things, in the order of their names. */
const keepers = definitions
  .filter(hasTable)
  .map(({ name }) => name)
  .toSorted();

describe.each(stages)('stage %s', (name) => {
  let platform: Synthesized;
  const bus = `chariot-${name}-domain`;
  beforeAll(async () => {
    platform = await synthesize(name);
  });

  const nameOfQueue = (stack: StackName, arn: unknown) =>
    pointedAt(platform, stack, arn)?.properties.QueueName;
  const queue = (queueName: string): Resource => {
    const found = platform.of('AWS::SQS::Queue').find(({ properties }) => properties.QueueName === queueName);
    if (!found) throw new Error(`there is no queue ${queueName}`);
    return found;
  };
  const mappingOf = ({ stack, id }: Resource) =>
    platform
      .of('AWS::Lambda::EventSourceMapping')
      .find(
        (mapping) =>
          mapping.stack === stack && at(mapping.properties, 'EventSourceArn', 'Fn::GetAtt', 0) === id,
      );
  const isWatched = (deadLetterQueue: unknown): boolean =>
    platform.of('AWS::CloudWatch::Alarm').some(({ stack, properties }) => {
      const watched = at<{ Value: unknown }[]>(properties, 'Dimensions')?.[0]?.Value;
      return (
        properties.MetricName === 'ApproximateNumberOfMessagesVisible' &&
        properties.Threshold === 0 &&
        properties.ComparisonOperator === 'GreaterThanThreshold' &&
        nameOfQueue(stack, watched) === deadLetterQueue
      );
    });

  it('tells each relay exactly the subscribers that its replays are led to', () => {
    const rules = platform
      .of('AWS::Events::Rule')
      .filter(({ properties }) => String(properties.Name).endsWith('-replays'))
      .map(({ properties }) => ({
        sources: at<string[]>(properties, 'EventPattern', 'source'),
        types: at<string[]>(properties, 'EventPattern', 'detail-type'),
      }));
    for (const service of keepers) {
      const led = rules.flatMap(({ sources, types }) =>
        sources.includes(`replay.chariot.${service}`) ? types : [],
      );
      const relay = functionsOf(platform).find(
        ({ properties }) => properties.FunctionName === `chariot-${name}-${service}-relay`,
      );
      const told = at<string>(relay?.properties ?? {}, 'Environment', 'Variables', 'SUBSCRIBERS');
      expect(told, service).toBe(led.toSorted().join(','));
    }
  });

  it('leads exactly the events of schemas/topics.ts from the bus to their subscribers', () => {
    const led = platform
      .of('AWS::Events::Rule')
      .filter(({ properties }) => properties.EventBusName === bus)
      .flatMap(({ stack, properties }) => {
        const sources = at<string[]>(properties, 'EventPattern', 'source');
        const types = at<string[]>(properties, 'EventPattern', 'detail-type');
        const targets = at<{ Arn: unknown }[]>(properties, 'Targets').map(({ Arn }) =>
          nameOfQueue(stack, Arn),
        );
        return sources.flatMap((source) =>
          types.flatMap((type) => targets.map((target) => `${source} ${type} > ${target}`)),
        );
      });
    const wanted = subscriptions.map(
      ({ event, publisher, queue }) => `chariot.${publisher} ${event} > chariot-${name}-${queue}`,
    );
    expect(wanted).not.toHaveLength(0);
    const isReplay = (line: string) => line.startsWith('replay.');
    expect(led.filter((line) => !isReplay(line)).sort()).toEqual(wanted.sort());
    // A replay names whom it is for, and reaches nobody else.
    const replays = subscriptions.map(
      ({ publisher, subscriber, queue }) =>
        `replay.chariot.${publisher} ${subscriber} > chariot-${name}-${queue}`,
    );
    expect(led.filter(isReplay).sort()).toEqual([...new Set(replays)].sort());
  });

  it('serves each subscriber from a queue with a dead-letter queue, alarms and a limit to its consumers', () => {
    for (const queueName of new Set(subscriptions.map(({ queue }) => `chariot-${name}-${queue}`))) {
      const { stack, properties } = queue(queueName);
      const parked = nameOfQueue(stack, at(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
      expect(parked).toBe(`${queueName}-dlq`);
      expect(isWatched(parked)).toBe(true);
      const mapping = mappingOf(queue(queueName));
      expect(at<number>(mapping?.properties, 'ScalingConfig', 'MaximumConcurrency')).toBeGreaterThanOrEqual(
        2,
      );
    }
  });

  const queueOf = (properties: object) => at(properties, 'Targets', 0, 'Arn', 'Fn::GetAtt', 0);

  it('lets into the queue of a subscriber no rule but its own, whoever makes one in the account', () => {
    const rules = platform.of('AWS::Events::Rule').filter(({ properties }) => properties.EventPattern);
    expect(rules.length).toBeGreaterThan(0);
    for (const { id, stack, properties } of rules) {
      const queue = queueOf(properties);
      const policy = platform
        .of('AWS::SQS::QueuePolicy')
        .find((other) => other.stack === stack && at(other.properties, 'Queues', 0, 'Ref') === queue);
      const denied = statements(policy?.properties.PolicyDocument).find(
        ({ effect, raw }) => effect === 'Deny' && at(raw, 'Principal', 'Service') === 'events.amazonaws.com',
      );
      expect(denied, id).toMatchObject({ actions: ['sqs:SendMessage'] });
      const own = rules.filter((rule) => rule.stack === stack && queueOf(rule.properties) === queue);
      expect(own.map((rule) => rule.id)).toContain(id);
      expect(at(denied?.raw, 'Condition')).toEqual({
        ArnNotEquals: { 'aws:SourceArn': own.map((rule) => ({ 'Fn::GetAtt': [rule.id, 'Arn'] })) },
      });
    }
  });

  it('gives every queue of work a dead-letter queue, and a consumer that reports each message', () => {
    const work = platform
      .of('AWS::SQS::Queue')
      .filter(({ properties }) => !String(properties.QueueName).endsWith('-dlq'));
    expect(work.length).toBeGreaterThanOrEqual(6);
    for (const { stack, id, properties, ...rest } of work) {
      const parked = nameOfQueue(stack, at(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
      expect(parked).toBe(`${properties.QueueName}-dlq`);
      const mapping = mappingOf({ stack, id, properties, ...rest });
      expect(mapping?.properties.FunctionResponseTypes, String(properties.QueueName)).toEqual([
        'ReportBatchItemFailures',
      ]);
      expect(at<number>(mapping?.properties, 'ScalingConfig', 'MaximumConcurrency')).toBeGreaterThanOrEqual(
        2,
      );
      const consumer = pointedAt(platform, stack, {
        'Fn::GetAtt': [at(mapping?.properties, 'FunctionName', 'Ref')],
      });
      // AWS refuses the mapping otherwise, and a message would be handled twice at once.
      expect(properties.VisibilityTimeout).toBeGreaterThanOrEqual(Number(consumer?.properties.Timeout));
      // At the receive after its last attempt, the consumer parks what killed it. The queue would keep no copy.
      const attempts = at<string>(consumer?.properties, 'Environment', 'Variables', 'MAX_RECEIVES');
      expect(at(properties, 'RedrivePolicy', 'maxReceiveCount')).toBe(Number(attempts) + 1);
    }
  });

  it('gives up no work before all attempts at it, and the pauses between them, are over', () => {
    const { maxReceives, firstRetry } = platform.stage.queues;
    const pauses = Array.from({ length: maxReceives - 1 }, (_, n) => retryDelay(n + 1, firstRetry));
    const jobs = queue(`chariot-${name}-capability-jobs`);
    const worker = pointedAt(platform, 'capability', {
      'Fn::GetAtt': [at(mappingOf(jobs)?.properties, 'FunctionName', 'Ref')],
    });
    const attempt = Number(worker?.properties.Timeout);
    const paused = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(maxReceives * attempt + paused).toBeLessThan(PROCESSING_SECONDS);
    // Killed at each attempt, it says nothing, and its message stays hidden for the whole time-out.
    expect(maxReceives * Number(jobs.properties.VisibilityTimeout)).toBeLessThan(PROCESSING_SECONDS);
    // An outage of half an hour parks nothing.
    if (name !== 'local') expect(paused).toBeGreaterThan(30 * 60);
    const variables = at<Record<string, unknown>>(worker?.properties, 'Environment', 'Variables');
    expect(variables.FIRST_RETRY_SECONDS).toBe(String(firstRetry));
  });

  it("lets messages go round for as long as they must, and stops every other loop after AWS's 16 hops", () => {
    const functions = functionsOf(platform);
    const fedBy = (stack: StackName, lambda: string) =>
      platform
        .of('AWS::Lambda::EventSourceMapping')
        .filter(
          (mapping) => mapping.stack === stack && spell(mapping.properties.FunctionName) === `<${lambda}>`,
        )
        .map(({ properties }) => spell(properties.EventSourceArn));
    const sendsTo = (fn: (typeof functions)[number]) =>
      fn.may.flatMap(({ actions, resources }) => (actions.includes('sqs:SendMessage') ? resources : []));
    /** Functions that get what `fn` sends, at once or by way of others. */
    const reached = (fn: (typeof functions)[number], seen = new Set<string>()): Set<string> => {
      for (const next of functions.filter(({ stack, id }) => stack === fn.stack && !seen.has(id))) {
        if (!fedBy(next.stack, next.id).some((queue) => sendsTo(fn).includes(queue))) continue;
        seen.add(next.id);
        reached(next, seen);
      }
      return seen;
    };
    const loops = functions.filter((fn) => reached(fn).has(fn.id));
    expect(loops.map(({ name }) => name)).toEqual(
      functions.filter(({ name }) => /-(reactions|worker)$/.test(name)).map(({ name }) => name),
    );
    for (const fn of functions)
      expect(fn.properties.RecursiveLoop, fn.name).toBe(loops.includes(fn) ? 'Allow' : 'Terminate');
  });

  it('leaves no asynchronous edge without a dead-letter queue that rings', () => {
    const edges = [
      ...platform
        .of('AWS::SQS::Queue')
        .map((r) => [r, at(r.properties, 'RedrivePolicy', 'deadLetterTargetArn')] as const),
      ...platform
        .of('AWS::Events::Rule')
        .map((r) => [r, at(r.properties, 'Targets', 0, 'DeadLetterConfig', 'Arn')] as const),
      ...platform
        .of('AWS::Events::EventBus')
        .map((r) => [r, at(r.properties, 'DeadLetterConfig', 'Arn')] as const),
      ...[
        ...platform.of('AWS::Lambda::EventSourceMapping'),
        ...platform.of('AWS::Lambda::EventInvokeConfig'),
      ].map((r) => [r, at(r.properties, 'DestinationConfig', 'OnFailure', 'Destination')] as const),
    ];
    const endsHere = ({ type, properties, stack }: Resource) =>
      (type === 'AWS::SQS::Queue' && String(properties.QueueName).endsWith('-dlq')) ||
      // A queue has its own; see above.
      (type === 'AWS::Lambda::EventSourceMapping' &&
        pointedAt(platform, stack, properties.EventSourceArn)?.type === 'AWS::SQS::Queue');
    const open = edges.filter(([resource]) => !endsHere(resource));
    expect(open.length).toBeGreaterThan(10);
    for (const [{ id, stack }, arn] of open) {
      const parked = nameOfQueue(stack, arn);
      expect(parked, `${stack} ${id}`).toMatch(/-dlq$/);
      expect(isWatched(parked), String(parked)).toBe(true);
    }
    for (const { properties } of platform.of('AWS::SQS::Queue')) {
      if (!String(properties.QueueName).endsWith('-dlq')) continue;
      expect(properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
      expect(isWatched(properties.QueueName), String(properties.QueueName)).toBe(true);
    }
  });

  it('lets the bus itself park what it cannot encrypt or decrypt', () => {
    const [bus] = platform.of('AWS::Events::EventBus');
    const parked = at(bus?.properties, 'DeadLetterConfig', 'Arn', 'Fn::GetAtt', 0);
    const policy = platform
      .of('AWS::SQS::QueuePolicy')
      .find(({ stack, properties }) => stack === 'platform' && at(properties, 'Queues', 0, 'Ref') === parked);
    const [admitted] = statements(policy?.properties.PolicyDocument).filter(
      ({ effect }) => effect === 'Allow',
    );
    expect(admitted).toMatchObject({
      actions: ['sqs:SendMessage'],
      raw: { Principal: { Service: 'events.amazonaws.com' } },
    });
    expect(spell(at(admitted?.raw, 'Condition', 'ArnEquals', 'aws:SourceArn'))).toMatch(
      new RegExp(`:event-bus/${String(bus?.properties.Name)}$`),
    );
  });

  it('feeds each relay with tips only, from the beginning, without a limit to retries', () => {
    const streams = platform
      .of('AWS::Lambda::EventSourceMapping')
      .filter(
        ({ stack, properties }) =>
          pointedAt(platform, stack, properties.EventSourceArn)?.type === 'AWS::DynamoDB::Table',
      );
    expect(streams.map(({ stack }) => stack).sort()).toEqual(keepers);
    for (const { properties } of streams) {
      expect(properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: -1,
        // A call that publishes two events costs as much as one that publishes ten.
        MaximumBatchingWindowInSeconds: 1,
      });
      expect(properties.MaximumRecordAgeInSeconds).toBeUndefined();
      expect(JSON.parse(String(at(properties, 'FilterCriteria', 'Filters', 0, 'Pattern')))).toEqual({
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: { NewImage: { Version: { N: [{ exists: true }] } } },
      });
    }
  });

  it('groups the events in each queue by account, so that no account holds up the others', () => {
    const targets = platform
      .of('AWS::Events::Rule')
      .filter(({ properties }) => !properties.ScheduleExpression)
      .flatMap(({ properties }) => at<object[]>(properties, 'Targets'));
    expect(targets).not.toHaveLength(0);
    for (const target of targets)
      expect(at(target, 'SqsParameters', 'MessageGroupId')).toBe('$.detail.metadata.account_id');
  });

  it('looks every minute for what is due, in every service, and does not repeat a sweep', () => {
    const sweeps = platform.of('AWS::Events::Rule').filter(({ properties }) => properties.ScheduleExpression);
    expect(sweeps.map(({ stack }) => stack).sort()).toEqual(keepers);
    for (const { stack, properties } of sweeps) {
      expect(properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
      const target = at(properties, 'Targets', 0);
      expect(at(target, 'Input')).toBe('{"kind":"sweep"}');
      expect(pointedAt(platform, stack, at(target, 'Arn'))?.properties.FunctionName).toBe(
        `chariot-${name}-${stack}-reactions`,
      );
    }
    for (const { properties } of platform.of('AWS::Lambda::EventInvokeConfig')) {
      expect(properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    }
  });
});
