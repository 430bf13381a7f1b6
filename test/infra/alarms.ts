import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { subscriptionsOf } from '#schemas/published-events.ts';
import { runbookSections } from '../../lib/constructs/explained-alarm.ts';
import {
  at,
  functionsOf,
  pointedAt,
  type Synthesized,
  services,
  spell,
  stages,
  statements,
  synthesize,
} from './synth.ts';

describe.each(stages)('the alarms of stage %s', (name) => {
  let platform: Synthesized;
  beforeAll(async () => {
    platform = await synthesize(name);
  });
  const alarms = () => platform.of('AWS::CloudWatch::Alarm');
  const alarm = (alarmName: string) => {
    const found = alarms().find(({ properties }) => properties.AlarmName === `chariot-${name}-${alarmName}`);
    if (!found) throw new Error(`there is no alarm ${alarmName}`);
    return found.properties;
  };

  it('say what they mean, whom it hurts and where to read on, and tell the topic', () => {
    for (const { properties } of alarms()) {
      const [, section] =
        /^.+\. Impact: .+ Runbook: docs\/runbook\.md#([\w-]+)$/.exec(String(properties.AlarmDescription)) ??
        [];
      expect(runbookSections, String(properties.AlarmDescription)).toContain(section);
      expect(properties.AlarmActions).toHaveLength(1);
      expect(JSON.stringify(properties.AlarmActions)).toMatch(/AlarmTopic|chariot-\w+-alarms/);
      expect(properties.TreatMissingData).toBe('notBreaching');
    }
    const named = alarms().map(({ properties }) => properties.AlarmName);
    expect(new Set(named).size).toBe(named.length);
  });

  it('may tell the topic: its policy takes the place of the one that every topic has, which let them', () => {
    const { properties } = platform.of('AWS::SNS::TopicPolicy')[0] ?? {};
    const admitted = statements(properties?.PolicyDocument).filter(({ effect }) => effect === 'Allow');
    expect(admitted).toMatchObject([
      {
        actions: ['sns:Publish'],
        raw: {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      },
    ]);
    const pattern = spell(at(admitted[0]?.raw, 'Condition', 'ArnLike', 'aws:SourceArn'));
    expect(pattern).toMatch(/:alarm:chariot-\w+-\*$/);
    const prefix = pattern.slice(pattern.lastIndexOf(':') + 1, -1);
    for (const {
      properties: { AlarmName },
    } of alarms())
      expect(String(AlarmName).startsWith(prefix)).toBe(true);
  });

  it('have a dashboard beside them that shows every queue and every relay', () => {
    const [dashboard] = platform.of('AWS::CloudWatch::Dashboard');
    const body = spell(dashboard?.properties.DashboardBody);
    const shown = new Set(
      [...body.matchAll(/"(?:QueueName|FunctionName)","([\w-]+)"/g)].map(([, shown]) => shown),
    );
    const queues = platform.of('AWS::SQS::Queue').map(({ properties }) => properties.QueueName);
    const relays = services.map((service) => `chariot-${name}-${service}-relay`);
    expect([...shown].sort()).toEqual([...queues, ...relays].sort());
  });

  it('lead to a section of the runbook that there is', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, heading]) => heading,
    );
    for (const section of runbookSections) expect(headings).toContain(section);
  });

  it('ring when a relay is 5 s late, and again when it is 30 s late', () => {
    for (const service of services) {
      expect(alarm(`${service}-relay-lagging`)).toMatchObject({ MetricName: 'IteratorAge', Threshold: 5000 });
      expect(alarm(`${service}-relay-stuck`)).toMatchObject({ MetricName: 'IteratorAge', Threshold: 30_000 });
    }
  });

  it('ring when an event has waited for 30 s', () => {
    for (const subscriber of services.filter((service) => subscriptionsOf(service).length > 0)) {
      expect(alarm(`${subscriber}-events-late`)).toMatchObject({
        MetricName: 'ApproximateAgeOfOldestMessage',
        Threshold: 30,
      });
    }
  });

  it('do not ring for one message that is worked on, or comes again, within its time-out', () => {
    const late = alarms().filter(({ properties }) => /-late$/.test(String(properties.AlarmName)));
    expect(late.length).toBeGreaterThan(4);
    for (const { properties, stack } of late) {
      const queue = pointedAt(platform, stack, {
        'Fn::GetAtt': [at(properties, 'Dimensions', 0, 'Value', 'Fn::GetAtt', 0)],
      });
      expect(60 * Number(properties.EvaluationPeriods), String(properties.AlarmName)).toBeGreaterThan(
        Number(queue?.properties.VisibilityTimeout),
      );
    }
  });

  it('ring when a function, or the API, fails in more than 1 % of its requests', () => {
    const isRate = platform.stage.features.metricMath;
    for (const fn of [
      ...functionsOf(platform).map(({ name }) => `${name}-errors`),
      `chariot-${name}-api-failing`,
    ]) {
      const properties = alarm(fn.replace(`chariot-${name}-`, ''));
      expect(properties.Threshold).toBe(isRate ? 1 : 0);
      if (isRate) expect(JSON.stringify(properties.Metrics)).toMatch(/"Expression":"100 \* \w+ \/ \w+"/);
    }
  });

  it('ring when one request in twenty takes more than 200 ms', () => {
    const isPercentile = platform.stage.features.metricMath;
    expect(alarm('api-slow')).toMatchObject({
      MetricName: 'Latency',
      Threshold: 200,
      ...(isPercentile ? { ExtendedStatistic: 'p95' } : { Statistic: 'Average' }),
    });
  });

  it('ring when a table throttles, and in AWS when DynamoDB itself fails', () => {
    for (const service of services) {
      expect(alarm(`${service}-table-throttles`).Threshold).toBe(0);
      if (platform.stage.features.metricMath)
        expect(alarm(`${service}-table-systemerrors`).Threshold).toBe(0);
    }
  });

  it('ring at 80 % of the concurrency that is reserved', () => {
    const { reserved } = platform.stage.concurrency;
    if (!reserved)
      return expect(
        alarms().filter(({ properties }) => properties.MetricName === 'ConcurrentExecutions'),
      ).toEqual([]);
    expect(alarm('account-authorizer-capacity').Threshold).toBe(reserved.authorizer * 0.8);
    for (const service of services) {
      expect(alarm(`${service}-commands-capacity`).Threshold).toBe(reserved.commands * 0.8);
    }
  });
});
