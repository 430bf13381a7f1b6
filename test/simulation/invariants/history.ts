import { isDeepStrictEqual } from 'node:util';
import type { Envelope } from '#schemas/envelope.ts';
import { eventsAfter } from '#shared/aggregate/history.ts';
import { dataOf, domainEventOf, stateOf } from '#shared/aggregate/stored-state.ts';
import { liveIn } from '#shared/event-store/event-store.ts';
import type { KnownAggregate, Platform } from '../platform/platform.ts';
import type { Table, Written } from '../platform/table.ts';
import type { Invariant } from './invariant.ts';

/** The events that one write added. */
export const addedBy = ({ before, tip }: Written): readonly Envelope[] =>
  tip.events.filter(({ aggregate_version }) => aggregate_version > (before?.version ?? 0));

async function eachThing(
  platform: Platform,
  check: (table: Table, thing: Written) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const table of platform.tables.values()) {
    for (const thing of table.things()) found.push(...(await check(table, thing)));
  }
  return found;
}

const historyOf = (table: Table, { stream, tip }: Written): Promise<readonly Envelope[]> =>
  eventsAfter(table, stream, tip, tip.base ?? 0);

export const noGapOrFork: Invariant = {
  name: 'the versions of a thing have no gap and no fork',
  check: (platform) =>
    eachThing(platform, async (table, thing) => {
      const name = `${thing.tip.type} ${thing.tip.key}`;
      const told = new Map<number, string>();
      const forks = table.log
        .filter(({ stream }) => stream === thing.stream || sameThing(stream, thing.stream))
        .flatMap(addedBy)
        .flatMap(({ aggregate_version: version, metadata }) => {
          const other = told.get(version);
          told.set(version, metadata.command_id);
          return other === undefined
            ? []
            : [`version ${version} of ${name} was written by ${other} and again by ${metadata.command_id}`];
        });
      if (forks.length > 0) return forks;
      const base = thing.tip.base ?? 0;
      const versions = (await historyOf(table, thing)).map(({ aggregate_version }) => aggregate_version);
      return versions.length === thing.tip.version - base &&
        versions.every((version, at) => version === base + at + 1)
        ? []
        : [
            `the history of ${name} has versions ${versions.join(', ')} and not ${base + 1} to ${thing.tip.version}`,
          ];
    }),
};

const sameThing = (a: Written['stream'], b: Written['stream']): boolean =>
  a.key === b.key && a.prefix === b.prefix && a.accountId === b.accountId;

function folded<S>(aggregate: KnownAggregate<S>, events: readonly Envelope[]): unknown {
  let state: S | undefined;
  for (const envelope of events) state = aggregate.evolve(state, domainEventOf(aggregate, envelope));
  return state === undefined ? undefined : dataOf(aggregate, state);
}

export const stateIsFold: Invariant = {
  name: 'the state of a thing is the fold of its events',
  check: (platform) =>
    eachThing(platform, async (table, thing) => {
      const aggregate = platform.aggregates.get(thing.tip.type);
      if (!aggregate) return [];
      // What the next version of the code wrote, it reads.
      const next = platform.nextOf?.(table);
      const events = await historyOf(table, thing);
      const fold = folded(aggregate, next?.events(events) ?? events);
      const state = dataOf(aggregate, stateOf(aggregate, liveIn(next?.read(thing.tip)) ?? thing.tip));
      return isDeepStrictEqual(fold, state)
        ? []
        : [
            `${thing.tip.type} ${thing.tip.key} is ${JSON.stringify(state)}; its events make ${JSON.stringify(fold)}`,
          ];
    }),
};

export const everyChangeHasItsCause: Invariant = {
  name: 'every change has its tenant, actor, correlation and causation',
  check: (platform) =>
    eachThing(platform, async (_, { stream, tip }) =>
      tip.events.flatMap(({ event_type, metadata: { account_id, actor, correlation_id, causation_id } }) =>
        account_id === stream.accountId && actor && correlation_id && causation_id
          ? []
          : [`${event_type} of ${tip.type} ${tip.key} lacks one of them`],
      ),
    ),
};

export const timeGoesOn: Invariant = {
  name: 'the events of a thing are in the order of their times',
  check: (platform) =>
    eachThing(platform, async (table, thing) => {
      const times = (await historyOf(table, thing)).map(({ timestamp }) => timestamp);
      const back = times.findIndex((time, at) => at > 0 && time < (times[at - 1] ?? ''));
      return back === -1 ? [] : [`version ${back + 1} of ${thing.tip.key} is older than the one before it`];
    }),
};
