import { subscriptionsOf } from '#schemas/published-events.ts';
import type { Subscriber } from '#schemas/services.ts';
import { mayReadObjects, mayWriteObjects } from './permissions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';

/** Lets a consumer read events that were too large for the bus: each lies where its publisher has put it. */
export function mayReadClaims(stack: ServiceStack, { role }: ServiceFunction, subscriber: Subscriber): void {
  const { claimsBucketArn, platformKey } = stack;
  const publishers = new Set(subscriptionsOf(subscriber).map(({ publisher }) => publisher));
  for (const publisher of publishers)
    mayReadObjects(role, claimsBucketArn, `claims/${publisher}/`, platformKey);
}

/**
 * Events that are too large for the bus, and copies of parked messages, go to the service's own places in the claims
 * bucket.
 */
export function mayClaim(stack: ServiceStack, { role }: ServiceFunction): void {
  const { claimsBucketArn, names, service, platformKey } = stack;
  mayWriteObjects(role, claimsBucketArn, `claims/${service}/`, platformKey);
  mayWriteObjects(role, claimsBucketArn, `parked/${names.prefix}-${service}-`, platformKey);
}
