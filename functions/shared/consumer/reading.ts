import type * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { type Failure, NewerThanReader, TerminalFailure } from '#schemas/errors.ts';
import { type Upcasters, upcast } from '#schemas/event.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { parseLoose } from '#schemas/loose.ts';

/** How a consumer reads data of another service: the newest version that it knows, and the publisher's upcasters up to there. */
export interface Reads<D extends z.ZodType> {
  readonly version: number;
  /** Of `version`. Fields that it does not know are left out. */
  readonly data: D;
  readonly upcasters?: Upcasters;
}

interface Published<V extends number, D> {
  readonly shape: { readonly version: { readonly value: V }; readonly data: D };
}

/**
 * Reads an event by its published schema. Above version 1 the publisher's upcasters are required: an older version may
 * still lie in a queue, and comes again with each republishing.
 *
 * @example readsOf(JobResultsReceivedV1)
 * @example readsOf(AssetDiscoveredV2, assetUpcasters)
 */
export function readsOf<D extends z.ZodObject>(event: Published<1, D>): Reads<D>;
export function readsOf<D extends z.ZodObject>(event: Published<number, D>, upcasters: Upcasters): Reads<D>;
export function readsOf<D extends z.ZodObject>(
  { shape }: Published<number, D>,
  upcasters: Upcasters = {},
): Reads<D> {
  return { version: shape.version.value, data: shape.data, upcasters };
}

interface Versioned {
  /** Its name for people. */
  readonly name: string;
  /** The key of its upcasters. */
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly unreadable: 'unreadable-event' | 'unreadable-state';
}

/** The data of an event, lifted to the version that the reader knows. */
export const readEvent = <D extends z.ZodType>(reads: Reads<D>, event: PublishedEvent): z.output<D> =>
  read(reads, {
    name: event.event_type,
    type: event.event_type,
    version: event.event_version,
    data: event.event_data,
    unreadable: 'unreadable-event',
  });

/** The state that came with an event, lifted to the version that the reader knows. */
export const readState = <D extends z.ZodType>(reads: Reads<D>, event: PublishedEvent): z.output<D> =>
  read(reads, {
    name: `a state of ${event.aggregate_type}`,
    type: 'State',
    version: event.state_schema,
    data: event.state,
    unreadable: 'unreadable-state',
  });

/**
 * @throws NewerThanReader where the version is above the reader's: the same fields may mean something else there
 * @throws TerminalFailure where the data does not fit its schema, or no upcaster reaches the reader's version
 */
function read<D extends z.ZodType>(
  { version, data, upcasters = {} }: Reads<D>,
  found: Versioned,
): z.output<D> {
  if (found.version > version) {
    const message = `${found.name} has version ${found.version}; ${version} is the newest known here`;
    throw new NewerThanReader('newer-than-reader', message);
  }
  const lifted = upcast(upcasters, found.type, found.version, found.data, version);
  if (lifted.version !== version) {
    throw unreadable(found, `no upcaster leads from version ${lifted.version} to ${version}`);
  }
  const parsed = parseLoose(data, lifted.data);
  if (parsed.success) return parsed.data;
  throw unreadable(found, 'it does not fit its schema', parsed.error);
}

const unreadable = (found: Versioned, why: string, error?: z.ZodError): Failure =>
  new TerminalFailure(found.unreadable, `${found.name} of version ${found.version}: ${why}`, {
    errors: error ? fieldProblems(error) : [],
  });
