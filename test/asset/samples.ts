import { editedStamps } from '#schemas/asset/asset/stamps.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { Second } from '#schemas/primitives.ts';
import { Actor } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { ListedPort, LookedAt, Sighting } from '../../functions/asset/asset/domain/sighting.ts';

export const JOB = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
export const OTHER_JOB = '6f9619ff-8b86-4d01-b42d-00cf4fc964aa';
export const BY = 'user:ann@example.com';

/** A moment of one long day: `at(0)` is noon, `at(60)` a minute later. */
export const at = (seconds: number): string => new Date(1_795_521_600_000 + seconds * 1000).toISOString();
export const second = (seconds: number): Second => `${at(seconds).slice(0, 19)}Z`;
export const DAYS = 24 * 60 * 60;

export const open = (port: number, service: Partial<ListedPort> = {}): ListedPort => ({
  protocol: 'tcp',
  port,
  state: 'open',
  ...service,
});

export const listed = (port: number, state: ListedPort['state']): ListedPort => ({
  protocol: 'tcp',
  port,
  state,
});

export const looked = (ranges: string, otherwise: LookedAt['otherwise'] = 'closed'): LookedAt => ({
  protocol: 'tcp',
  ranges,
  otherwise,
});

export const sighting = (observed: number, given: Partial<Sighting> = {}): Sighting => ({
  dns: 'www.acme.test',
  name: '192.0.2.10',
  up: true,
  capability: 'nmap',
  observedAt: second(observed),
  scopes: [looked('1-1000')],
  ports: [],
  technologies: [],
  attributes: {},
  metadata: {},
  tags: [],
  attackSurface: [],
  origins: [],
  import: JOB,
  discovery: JOB,
  ...given,
});

export function asset(given: Partial<AssetState> = {}): AssetState {
  const state: Omit<AssetState, 'stamps'> = {
    dns: 'www.acme.test',
    name: '192.0.2.10',
    class: 'ipv4',
    private: false,
    status: 'A',
    source: 'self',
    origin: '',
    created: second(0),
    visited: second(0),
    ttl: 1_800_000_000,
    tags: [],
    attributes: {},
    technologies: [],
    capability: [],
    attackSurface: [],
    origins: [],
    history: [],
    ports: [],
    scopes: [],
    inScope: true,
    ...given,
  };
  return { ...state, stamps: given.stamps ?? editedStamps(state) };
}

/** A command together with what it is decided under: its moment and, where that matters, on whose behalf. */
export type Step<Command> = Command & { readonly now: string; readonly actor?: string };

/** An aggregate whose commands bring along what they are decided under. */
export interface SteppedAggregate<S, C, E extends DomainEvent> extends Omit<Aggregate<S, C, E>, 'decide'> {
  decide(step: Step<C>, state: S | undefined): readonly E[];
}

/** The aggregate as a decider of steps, so that a test states a story in one list. */
export const inSteps = <S, C extends object, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
): SteppedAggregate<S, C, E> => ({
  ...aggregate,
  decide: (step, state) => {
    const { now, actor = BY, ...command } = step;
    return aggregate.decide(command as unknown as C, state, { now, actor: Actor.parse(actor) });
  },
});
