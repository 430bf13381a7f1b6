import { SeedEvent, seedUpcasters } from '#schemas/asset/seed/events.ts';
import { SeedState } from '#schemas/asset/seed/state.ts';
import type { SeedSummary } from '#schemas/asset/seed/views.ts';
import type { LiveStatus } from '#schemas/asset/values.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import { remark, withHistory } from '../../asset/domain/audit-trail.ts';
import { toSecond } from '../../asset/domain/time.ts';
import type { SeedValue } from './seed-value.ts';

interface Said {
  readonly now: Instant;
  readonly by: string;
}

export type SeedCommand =
  | (Said & {
      readonly type: 'AddSeed';
      readonly seed: SeedValue;
      readonly status: LiveStatus;
      readonly tags: readonly string[];
    })
  | (Said & {
      readonly type: 'UpdateSeed';
      readonly status?: LiveStatus;
      readonly tags?: readonly string[];
      readonly comment?: string;
    })
  | (Said & { readonly type: 'RemoveSeed'; readonly comment?: string });

type Of<T extends SeedCommand['type']> = Extract<SeedCommand, { readonly type: T }>;

function decide(command: SeedCommand, state: SeedState | undefined): readonly SeedEvent[] {
  switch (command.type) {
    case 'AddSeed':
      return add(command, state);
    case 'UpdateSeed':
      return update(command, state);
    case 'RemoveSeed':
      return remove(command, state);
    default:
      return command satisfies never;
  }
}

function add({ seed, status, tags, by, now }: Of<'AddSeed'>, state: SeedState | undefined): SeedEvent[] {
  if (state && state.status !== 'D') throw new Refusal('already-exists', `${seed.value} is a seed already`);
  const data = { ...seed, status, source: 'self', created: toSecond(now), tags: [...tags], by };
  return [{ type: 'SeedAdded', version: 1, data }];
}

function existing(state: SeedState | undefined): SeedState {
  if (!state) throw new Refusal('not-found', 'There is no such seed.');
  return state;
}

/** Setting a status brings a removed seed back. */
function update(command: Of<'UpdateSeed'>, given: SeedState | undefined): SeedEvent[] {
  const state = existing(given);
  const { status, tags, comment, by, now } = command;
  if (state.status === 'D' && status === undefined) {
    throw new Refusal('deleted', 'the seed is removed: set its status, or add it again, first');
  }
  const { history, moved } = remark(state.history, state.status, {
    by,
    at: toSecond(now),
    ...(status && { to: status }),
    ...(comment && { comment }),
  });
  const data = {
    ...(moved && status && { status }),
    ...(tags && JSON.stringify(tags) !== JSON.stringify(state.tags) && { tags: [...tags] }),
    ...(history?.kind === 'added' && { history: history.entry }),
  };
  return Object.keys(data).length === 0 ? [] : [{ type: 'SeedUpdated', version: 1, data }];
}

function remove({ by, comment, now }: Of<'RemoveSeed'>, given: SeedState | undefined): SeedEvent[] {
  if (existing(given).status === 'D') return [];
  return [{ type: 'SeedRemoved', version: 1, data: { at: toSecond(now), by, ...(comment && { comment }) } }];
}

/** What an event that is not the first would stand on if its history had no beginning. */
const UNKNOWN: SeedState = {
  kind: 'domain',
  class: 'domain',
  value: 'unknown',
  status: 'D',
  source: '',
  created: '1970-01-01T00:00:00Z',
  tags: [],
  history: [],
};

function evolve(known: SeedState | undefined, event: SeedEvent): SeedState {
  const state = known ?? UNKNOWN;
  switch (event.type) {
    case 'SeedAdded': {
      const { by, ...fields } = event.data;
      const entry = { from: state.status, to: fields.status, by, updated: fields.created };
      return { ...fields, history: known ? withHistory(state.history, { kind: 'added', entry }) : [] };
    }
    case 'SeedUpdated': {
      const { status = state.status, tags = state.tags, history: entry } = event.data;
      const history = entry ? withHistory(state.history, { kind: 'added', entry }) : state.history;
      return { ...state, status, tags, history };
    }
    case 'SeedRemoved': {
      const { at, by, comment } = event.data;
      const entry = { from: state.status, to: 'D', by, ...(comment && { comment }), updated: at };
      return { ...state, status: 'D', history: withHistory(state.history, { kind: 'added', entry }) };
    }
    default:
      return event satisfies never;
  }
}

export const seedTypePartition = (kind: SeedState['kind']): string => `SEED_TYPE#${kind}`;
export const seedStatusPartition = (status: SeedState['status']): string => `SEED_STATUS#${status}`;

/** What lists show. */
export const seedSummary = ({ history: _, ...fields }: SeedState): SeedSummary => fields;

const index = (state: SeedState): IndexEntry => ({
  byType: { partition: seedTypePartition(state.kind), sort: `CREATED#${state.created}` },
  byStatus: { partition: seedStatusPartition(state.status), sort: 'PRIORITY#000' },
  summary: seedSummary(state),
});

/** A seed: a domain, an address or a network that the account says is its own. Its key is made of its value. */
export const Seed: Aggregate<SeedState, SeedCommand, SeedEvent> = {
  type: 'Seed',
  service: 'asset',
  prefix: 'SEED',
  shards: 4,
  state: SeedState,
  stateVersion: 1,
  events: SeedEvent,
  upcasters: seedUpcasters,
  decide,
  evolve,
  index,
};
