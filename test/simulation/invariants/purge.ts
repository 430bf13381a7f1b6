import { isStub, liveIn } from '#shared/event-store/event-store.ts';
import type { Invariant } from './invariant.ts';

export const purgedStaysPurged: Invariant = {
  name: 'what was purged comes back by its creation only, behind its old versions',
  check: ({ tables }) =>
    [...tables.values()].flatMap((table) =>
      table.outbox.flatMap(({ before, after }) => {
        const tip = liveIn(after);
        if (!tip || !before || !isStub(before)) return [];
        const [first] = tip.events;
        return first?.event_type === 'AssetDiscovered' && tip.base === before.version
          ? []
          : [`${tip.key} came back at version ${tip.version} by ${first?.event_type}`];
      }),
    ),
};

/** `decided`: the versions at which a purge found the thing deleted. */
export const purgedAsDecided: Invariant<{ readonly decided: readonly number[] }> = {
  name: 'a purge takes out the thing that it was decided on, and nothing newer',
  check: ({ tables }, { decided }) =>
    [...tables.values()].flatMap((table) =>
      table.outbox.flatMap(({ before, after }) =>
        !isStub(after) || decided.includes(before?.version ?? 0)
          ? []
          : [`${after.key} was purged at version ${before?.version}, and not as it was decided on`],
      ),
    ),
};

/** `raised`: how many writes the table had taken when the fence was up. */
export const fencedWriteNothing: Invariant<{ readonly raised: readonly number[] }> = {
  name: 'nothing of an attempt is written once its fence is up',
  check: (platform, { raised }) =>
    platform
      .table('asset')
      .log.filter(({ seq, tip }) => tip.type === 'Counter' && seq > Math.min(...raised))
      .map(({ tip }) => `${tip.key} was written behind the fence`),
};
