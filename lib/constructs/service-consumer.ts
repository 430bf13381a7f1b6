import type { Subscriber } from '#schemas/services.ts';
import { mayClaim, mayReadClaims } from './claims.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';
import { alarmOnWaiting } from './waiting-alarm.ts';

interface Props extends Omit<ServiceFunctionProps, 'feedsItself'> {
  /** As `schemas/topics.ts` names it. */
  readonly subscriber: Subscriber;
  /** The dead-letter queue of one of its queues: the others lie beside it. */
  readonly parked: DeadLetterQueue;
}

/**
 * A function that works on queues. It needs no table: a service that only follows others has this, and no ServiceCore.
 *
 * @example
 * const worker = new ServiceConsumer(this, 'Worker', { name: 'worker', subscriber: 'capability:worker', parked: jobs.parked, ... });
 * subscribe(this, 'capability:worker', jobs);
 * jobs.feed(worker);
 */
export class ServiceConsumer extends ServiceFunction {
  constructor(stack: ServiceStack, id: string, { subscriber, parked, environment, ...props }: Props) {
    // A message waits for newer code by being sent again, and a large import asks for itself piece by piece.
    super(stack, id, {
      ...props,
      feedsItself: true,
      environment: { ...environment, PARKED_QUEUE_URL: parked.queueUrl },
    });
    mayReadClaims(stack, this, subscriber);
    mayClaim(stack, this);
    // One alarm for a service: its consumers count waiting messages together.
    if (props.name === 'reactions') alarmOnWaiting(stack, this);
  }
}
