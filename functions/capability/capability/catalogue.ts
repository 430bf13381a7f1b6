import type { CapabilityState } from '#schemas/capability/capability/state.ts';
import { defined } from '#schemas/defined.ts';
import { TransientFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import type { ListedState } from '#shared/aggregate/list.ts';
import { type BaseCursor, listBase } from '#shared/aggregate/list-base.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import { Capability } from './domain/capability.ts';

/** For so long a process believes its last read: a change of the catalogue is seen within a minute. */
export const CATALOGUE_SECONDS = 60;

/** More than there will ever be scanners; a page may end before all the same. */
const PAGE = 200;

/** The capabilities that the platform account has registered. */
export interface Catalogue {
  /** By name. */
  all(now: Instant): Promise<readonly CapabilityState[]>;
  /** Undefined where it is not registered. */
  find(name: string, now: Instant): Promise<CapabilityState | undefined>;
  /**
   * One that a job names.
   * @throws TransientFailure `not-registered`: a deployment so new that its sweep has not run yet
   */
  get(name: string, now: Instant): Promise<CapabilityState>;
}

/**
 * The catalogue as the table has it, read at most once a minute in each process. A missing capability is looked for
 * each time.
 */
export function createCatalogue(store: Pick<EventStore, 'queryBase' | 'paged'>): Catalogue {
  let known: readonly CapabilityState[] = [];
  let until: Instant = '';
  const read = async (now: Instant) => {
    const found: CapabilityState[] = [];
    let cursor: BaseCursor | undefined;
    do {
      const page = { limit: PAGE, show: (item: ListedState<CapabilityState>) => item };
      const listed = await listBase(store, Capability, PLATFORM_ACCOUNT, defined({ ...page, cursor }));
      found.push(...listed.items.map(({ state }) => state));
      cursor = listed.cursor;
    } while (cursor);
    known = found;
    until = plusSeconds(now, CATALOGUE_SECONDS);
    return known;
  };
  const named = (capabilities: readonly CapabilityState[], name: string) =>
    capabilities.find((capability) => capability.name === name);
  const find = async (name: string, now: Instant) =>
    (now < until ? named(known, name) : undefined) ?? named(await read(now), name);
  return {
    all: async (now) => (now < until && known.length > 0 ? known : read(now)),
    find,
    async get(name, now) {
      const found = await find(name, now);
      if (found) return found;
      throw new TransientFailure('not-registered', `the capability ${name} is not registered yet`);
    },
  };
}
