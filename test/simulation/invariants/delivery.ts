import { isDeepStrictEqual } from 'node:util';
import { Copies } from '../platform/follower.ts';
import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

const storedEvents = ({ tables }: Parameters<Invariant['check']>[0]) =>
  [...tables.values()].flatMap((table) => table.log.flatMap(addedBy));

/** Per consumer: stored = applied + parked + in flight, and at rest nothing is in flight. */
export const nothingIsLost: Invariant = {
  name: 'each event is applied by each of its consumers, or parked',
  check(platform) {
    const parked = JSON.stringify(platform.parked);
    const published = new Set(platform.published.map(({ detail }) => eventIdIn(detail)));
    return storedEvents(platform).flatMap(({ event_id, event_type, aggregate_id, aggregate_version }) => {
      if (parked.includes(event_id)) return [];
      const event = `${event_type} (${aggregate_id}, version ${aggregate_version})`;
      if (!published.has(event_id)) return [`${event} was never published`];
      return platform
        .queuesOf(event_type)
        .filter((queue) => !queue.applied.has(event_id))
        .map((queue) => `${event} was never applied by ${queue.name}`);
    });
  },
};

/** The event's own id stands first in its JSON. */
export const eventIdIn = (text: string): string | undefined => /"event_id":"([^"]+)"/.exec(text)?.[1];

export const nothingSoundIsParked: Invariant = {
  name: 'nothing is parked that is not poison',
  check: ({ parked, isPoison }) =>
    parked
      .filter((item) => !isPoison(item))
      .map(({ reason, source }) => `parked from ${source}: ${reason.code}, ${reason.message}`),
};

export const handlersThrowNothing: Invariant = {
  name: 'no handler lets an error out',
  check: ({ scheduler }) => scheduler.thrown,
};

export const followersAgree: Invariant<{ readonly copies: Copies | undefined }> = {
  name: 'what a follower keeps is the state of the thing',
  check: ({ tables }, { copies }) =>
    [...(copies ? tables.values() : [])].flatMap((table) =>
      table.things().flatMap(({ tip }) => {
        const row = copies?.rows.get(
          Copies.keyOf({ accountId: tip.accountId, aggregateType: tip.type, key: tip.key }),
        );
        if (row?.version !== tip.version)
          return [`${tip.type} ${tip.key} is at version ${tip.version}, and followers at ${row?.version}`];
        return isDeepStrictEqual(row.state, JSON.parse(JSON.stringify(tip.data)))
          ? []
          : [`followers of ${tip.type} ${tip.key} keep ${JSON.stringify(row.state)}`];
      }),
    ),
};
