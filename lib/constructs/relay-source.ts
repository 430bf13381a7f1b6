import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import { maySend } from './permissions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';
import type { ServiceTable } from './service-table.ts';

interface Props {
  readonly relay: ServiceFunction;
  readonly table: ServiceTable;
  readonly parked: DeadLetterQueue;
}

/**
 * How long a batch may wait to be filled. One call publishes ten entries. With a second, and few batches in flight at
 * once, a call carries eight or more as soon as 18 writes a second share a batch, as in any import. A full batch does
 * not wait.
 */
const batchingWindow = Duration.seconds(1);

/**
 * Feeds a service's relay with the stream of its table, from its beginning. It looks at tips only, as they alone have
 * a version. Failed batches are retried without limit, in halves, as the relay itself parks records that can never be
 * published.
 *
 * @example feedRelay(stack, { relay, table, parked })
 */
export function feedRelay(stack: ServiceStack, { relay, table, parked }: Props): void {
  table.grantStream(relay.role);
  maySend(relay.role, parked.queueArn, stack.key);
  new EventSourceMapping(relay, 'Stream', {
    target: relay.lambda,
    eventSourceArn: table.streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: batchingWindow,
    parallelizationFactor: stack.stage.concurrency.relay,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: -1,
    onFailure: { bind: () => ({ destination: parked.queueArn }) },
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.or('INSERT', 'MODIFY'),
        dynamodb: { NewImage: { Version: { N: FilterRule.exists() } } },
      }),
    ],
  });
  addAgeAlarm(stack, relay, { id: 'Lagging', seconds: 5, minutes: 2, urgency: 'is late by' });
  addAgeAlarm(stack, relay, { id: 'Stuck', seconds: 30, minutes: 1, urgency: 'is stuck: it is late by' });
}

interface Age {
  readonly id: 'Lagging' | 'Stuck';
  readonly seconds: number;
  readonly minutes: number;
  readonly urgency: string;
}

function addAgeAlarm(
  stack: ServiceStack,
  relay: ServiceFunction,
  { id, seconds, minutes, urgency }: Age,
): void {
  const name = stack.names.function(stack.service, 'relay');
  new ExplainedAlarm(relay, id, {
    name: `${name}-${id.toLowerCase()}`,
    metric: relay.lambda.metric('IteratorAge', { period: minute, statistic: 'Maximum' }),
    above: seconds * 1000,
    minutes,
    means: `${name} ${urgency} more than ${seconds} s with the writes to the table.`,
    impact: 'Nothing is lost, but events of this service reach their subscribers late.',
    runbook: 'relay-lag',
    topic: stack.alarmTopic,
  });
}
