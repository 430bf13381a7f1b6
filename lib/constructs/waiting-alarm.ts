import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';

/**
 * Rings when messages of a service wait for newer code for longer than a rollout takes. The consumers count them as `Waiting`.
 *
 * @example alarmOnWaiting(stack, reactions)
 */
export function alarmOnWaiting(stack: ServiceStack, consumer: ServiceFunction): void {
  new ExplainedAlarm(consumer, 'Waiting', {
    name: `${stack.names.prefix}-${stack.service}-waiting`,
    metric: new Metric({
      namespace: 'Chariot',
      metricName: 'Waiting',
      dimensionsMap: { service: stack.service },
      period: Duration.minutes(5),
      statistic: 'Sum',
    }),
    above: 0,
    minutes: 4,
    means: `Messages of the ${stack.service} service have been newer than its code for 20 minutes.`,
    impact: 'Their effects have not happened yet. They wait and are not lost.',
    runbook: 'newer-than-reader',
    topic: stack.alarmTopic,
  });
}
