import { Dashboard, GraphWidget, type IMetric, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { consumersOf, hasTable } from '#schemas/define-service.ts';
import { subscriptionsOf } from '#schemas/published-events.ts';
import { type Service, services } from '#schemas/services.ts';
import { minute } from './explained-alarm.ts';
import type { PlatformApi } from './platform-api.ts';
import type { StageStack } from './stage-stack.ts';

/** The names of the queues that work of a service arrives in. */
function queuesOf(service: Service): string[] {
  const queues = consumersOf(service).flatMap(({ subscriber, events, queues }) =>
    subscriptionsOf(subscriber).length > 0 ? [events, ...queues] : queues,
  );
  return hasTable(service) ? ['due', ...queues] : queues;
}

function metric(namespace: string, metricName: string, dimensionsMap: Record<string, string>): IMetric {
  return new Metric({ namespace, metricName, dimensionsMap, period: minute, statistic: 'Maximum' });
}

const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
  new GraphWidget({ title, left, right, width: 12, height: 6 });

/**
 * One page that shows whether the platform is well: the answers to callers, the delay of events, the parked messages.
 */
export function addDashboard(stack: StageStack, api: PlatformApi): void {
  const { names } = stack;
  const queues = services.flatMap((service) =>
    queuesOf(service).map((name) => ({ service: service.name, name })),
  );
  const publishers = services.filter(hasTable);
  const relays = publishers.map(({ name }) => names.function(name, 'relay'));
  const waiting = queues.map(({ service, name }) => names.queue(service, name));
  const parked = queues
    .map(({ service, name }) => names.deadLetterQueue(service, name))
    .concat(
      publishers.map(({ name }) => names.deadLetterQueue(name, 'relay')),
      names.busDeadLetterQueue,
    );
  const dashboard = new Dashboard(stack, 'Dashboard', { dashboardName: names.dashboard });
  dashboard.addWidgets(
    new TextWidget({
      markdown: `# Chariot ${stack.stage.name}\nRunbook: docs/runbook.md`,
      width: 24,
      height: 2,
    }),
    graph(
      'Requests and their latency (p95, ms)',
      [api.metricCount({ period: minute })],
      [api.metricLatency({ period: minute, statistic: 'p95' })],
    ),
    graph('Requests that failed', [
      api.metricServerError({ period: minute }),
      api.metricClientError({ period: minute }),
    ]),
    graph(
      'How late relays are (ms)',
      relays.map((FunctionName) => metric('AWS/Lambda', 'IteratorAge', { FunctionName })),
    ),
    graph(
      'How long messages wait (s)',
      waiting.map((QueueName) => metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName })),
    ),
    graph(
      'What is parked',
      parked.map((QueueName) => metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName })),
    ),
  );
}
