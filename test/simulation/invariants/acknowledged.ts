import { isStub } from '#shared/event-store/event-store.ts';
import { correlationOf, type Request } from '../platform/client.ts';
import type { Platform } from '../platform/platform.ts';
import type { Written } from '../platform/table.ts';
import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

/** The writes of a request to the thing that its answer names: reactions to its events have other actors. */
const writesOf = (log: readonly Written[], request: Request, key: unknown): readonly Written[] =>
  log.filter((written) =>
    addedBy(written).some(
      ({ metadata, aggregate_id }) =>
        metadata.correlation_id === correlationOf(request) &&
        metadata.account_id === request.account &&
        metadata.actor === request.who &&
        aggregate_id === key,
    ),
  );

/** A purge takes what is remembered along: a request that is repeated over it is another one. */
const purged = ({ tables }: Platform, key: unknown): boolean =>
  [...tables.values()].some(({ outbox }) => outbox.some(({ after }) => isStub(after) && after.key === key));

/** One write each, however often its request was repeated, and the version that the client was told. */
export const acknowledgedOnce: Invariant = {
  name: 'an acknowledged command has its events, and has them once',
  check: (platform) =>
    platform.acknowledged.flatMap(({ request, service, answer }) => {
      const writes = writesOf(platform.table(service).log, request, answer.key);
      const command = `${request.contract.name} of ${request.who} (key ${request.idempotencyKey})`;
      const [first, ...others] = writes;
      if (!first && request.mayBeSo) return [];
      if (!first) return [`${command} was acknowledged, and has no event`];
      if (purged(platform, answer.key)) return [];
      if (others.length > 0) return [`${command} took place ${writes.length} times`];
      return answer.version === first.tip.version
        ? []
        : [`${command} led to version ${first.tip.version}, and was answered with ${answer.version}`];
    }),
};
