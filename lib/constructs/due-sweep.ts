import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';

/**
 * Tells the reactions of a service every minute to look for due things. A failed sweep is not repeated, as the next
 * one finds the same things. It is parked all the same, so that somebody sees it.
 *
 * @example sweepEveryMinute(stack, reactions, due.parked)
 */
export function sweepEveryMinute(
  stack: ServiceStack,
  reactions: ServiceFunction,
  parked: DeadLetterQueue,
): void {
  reactions.lambda.configureAsyncInvoke({
    retryAttempts: 0,
    maxEventAge: Duration.minutes(1),
    onFailure: { bind: () => ({ destination: parked.queueArn }) },
  });
  const rule = new Rule(reactions, 'Sweep', {
    ruleName: `${stack.names.prefix}-${stack.service}-sweep`,
    description: `Looks for due things in the ${stack.service} service`,
    schedule: Schedule.rate(Duration.minutes(1)),
  });
  rule.addTarget(
    new LambdaFunction(reactions.lambda, {
      event: RuleTargetInput.fromObject({ kind: 'sweep' }),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      deadLetterQueue: parked,
    }),
  );
}
