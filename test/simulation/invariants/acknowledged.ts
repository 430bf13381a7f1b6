import { correlationOf } from '../platform/client.ts';
import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

/** One write each, however often its request was repeated, and the version that the client was told. */
export const acknowledgedOnce: Invariant = {
  name: 'an acknowledged command has its events, and has them once',
  check: ({ acknowledged, tables }) =>
    acknowledged.flatMap(({ request, service, answer }) => {
      const { idempotencyKey, contract } = request;
      const writes = (tables.get(service)?.log ?? []).filter((written) =>
        addedBy(written).some(
          ({ metadata, aggregate_id }) =>
            metadata.correlation_id === correlationOf(request) &&
            metadata.account_id === request.account &&
            metadata.actor === request.who &&
            aggregate_id === answer.key,
        ),
      );
      const command = `${contract.name} of ${request.who} (key ${idempotencyKey})`;
      const [first, ...others] = writes;
      if (!first && request.mayBeSo) return [];
      if (!first) return [`${command} was acknowledged, and has no event`];
      if (others.length > 0) return [`${command} took place ${writes.length} times`];
      return answer.version === first.tip.version
        ? []
        : [`${command} led to version ${first.tip.version}, and was answered with ${answer.version}`];
    }),
};
