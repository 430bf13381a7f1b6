import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { subscriptionsOf } from '#schemas/published-events.ts';
import type { Subscriber } from '#schemas/services.ts';
import type { ServiceStack } from './service-stack.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * Leads the events that `subscriber` reacts to, as `schemas/topics.ts` tells, from the bus into its queue: one rule
 * per publisher. An event that the bus cannot deliver goes to the queue's dead-letter queue.
 *
 * @example subscribe(this, 'capability:worker', jobs)
 */
export function subscribe(stack: ServiceStack, subscriber: Subscriber, to: WorkQueue): void {
  const byPublisher = Map.groupBy(subscriptionsOf(subscriber), ({ publisher }) => publisher);
  const rules = [...byPublisher].map(([publisher, events]) => {
    const rule = new Rule(to, `From-${publisher}`, {
      ruleName: `${to.name}-from-${publisher}`,
      eventBus: stack.bus,
      description: `The events of ${publisher} that ${subscriber} reacts to`,
      eventPattern: { source: [`chariot.${publisher}`], detailType: events.map(({ event }) => event) },
    });
    rule.addTarget(fairly(to));
    return rule.ruleArn;
  });
  rules.push(replayRule(stack, subscriber, to, [...byPublisher.keys()]));
  // CDK lets every rule of the account into an encrypted queue: anybody with the right to make rules could forge
  // events.
  to.queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [to.queue.queueArn],
      conditions: { ArnNotEquals: { 'aws:SourceArn': rules } },
    }),
  );
}

/** One group per account: the queue is a fair one, in which no account holds up the events of others. */
const fairly = (to: WorkQueue): SqsQueue =>
  new SqsQueue(to.queue, { deadLetterQueue: to.parked, messageGroupId: '$.detail.metadata.account_id' });

/** Leads replays that are meant for `subscriber` into its queue. They have sources of their own, which no other rule takes. */
function replayRule(
  stack: ServiceStack,
  subscriber: Subscriber,
  to: WorkQueue,
  publishers: readonly string[],
): string {
  const rule = new Rule(to, 'Replays', {
    ruleName: `${to.name}-replays`,
    eventBus: stack.bus,
    description: `States that are sent to ${subscriber} again`,
    eventPattern: {
      source: publishers.map((publisher) => `replay.chariot.${publisher}`),
      detailType: [subscriber],
    },
  });
  rule.addTarget(fairly(to));
  return rule.ruleArn;
}
