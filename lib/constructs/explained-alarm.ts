import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Sections of the runbook. */
export const runbookSections = [
  'parked-messages',
  'relay-lag',
  'queue-lag',
  'newer-than-reader',
  'function-errors',
  'function-capacity',
  'table-trouble',
  'api-latency',
  'api-errors',
] as const;
export type RunbookSection = (typeof runbookSections)[number];

interface Props {
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm rings above this, after so many periods of the metric in a row: minutes, as a rule. */
  readonly above: number;
  readonly minutes: number;
  /** The situation when it rings, in a sentence. */
  readonly means: string;
  /** The harm that it does to people. */
  readonly impact: string;
  readonly runbook: RunbookSection;
  readonly topic: ITopic;
}

/**
 * An alarm that tells the woken person its meaning, its harm, and the section of the runbook.
 *
 * @example
 * new ExplainedAlarm(this, 'Late', {
 *   name: 'chariot-dev-asset-due-late', metric: queue.metricApproximateAgeOfOldestMessage({ period: minute }), above: 300, minutes: 2,
 *   means: 'The oldest message has waited for more than 300 s.', impact: 'Expiry is late.', runbook: 'queue-lag', topic,
 * })
 */
export class ExplainedAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { name, metric, above, minutes, means, impact, runbook, topic }: Props,
  ) {
    super(scope, id, {
      alarmName: name,
      alarmDescription: `${means} Impact: ${impact} Runbook: docs/runbook.md#${runbook}`,
      metric,
      threshold: above,
      evaluationPeriods: minutes,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Nothing happens, so nothing is wrong: most metrics are silent when there is no traffic.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}

/** The period over which every alarm's metric is taken. */
export const minute = Duration.minutes(1);
