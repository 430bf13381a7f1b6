import type * as z from 'zod';
import type { Contract } from './contract.ts';
import type { DomainEvent, Upcasters } from './event.ts';

/** One kind of thing as it is stored: its state, its events, and how older versions of both are read. */
export interface AggregateSchemas {
  readonly state: z.ZodType;
  readonly events: z.ZodType<DomainEvent>;
  /** Versions that are no longer written; the upcasters lift them. */
  readonly olderEvents?: z.ZodType<DomainEvent>;
  readonly upcasters: Upcasters;
  /** Whether its `index` ever answers a due date. The service's reactions must then say what happens at that time. */
  readonly due?: true;
}

/** A function that works on queues. */
export interface ConsumerDefinition {
  /** The queue in which the events arrive that the consumer subscribes to; `events` without it. */
  readonly events?: string;
  /** Its own queues, beside that one and `due`. */
  readonly queues?: readonly string[];
}

/** A service, stated once. Every list of services, routes, events, queues and functions is derived from it. */
export interface ServiceDefinition {
  /** As in names, sources and folders: lower case, one word. */
  readonly name: string;
  /** One sentence, for the API document and the stack. */
  readonly description: string;
  readonly routes: readonly Contract[];
  /** Schemas that the API document names; those that no route uses are left out. */
  readonly views?: Readonly<Record<string, z.ZodType>>;
  /** By `aggregate_type`. A service without any has no table, hence no relay and nothing that falls due. */
  readonly aggregates: Readonly<Record<string, AggregateSchemas>>;
  /** Other documents that are kept or sent for later, by name and version (`ChunkTask.v1`): each has a golden file. */
  readonly documents?: Readonly<Record<string, z.ZodType>>;
  /** `reactions` is there without being named; further consumers are functions of their own. */
  readonly consumers?: Readonly<Record<string, ConsumerDefinition>>;
  /** Functions beyond those that follow from the rest. */
  readonly functions?: readonly string[];
  /** Other service -> functions of this one that read its files, for which its key is lent. */
  readonly readsFilesOf?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Defines a service. Keeps the literal types, so that names of events and queues are checked wherever they are used.
 *
 * @example
 * export const riskService = defineService({
 *   name: 'risk',
 *   description: 'Risks and their assessment.',
 *   routes: routesOf(riskRoutes),
 *   aggregates: { Risk: { state: RiskState, events: RiskEvent, upcasters: riskUpcasters } },
 * });
 */
export const defineService = <const D extends ServiceDefinition>(definition: D): D => definition;

type RouteModule = Readonly<Record<string, Contract>>;
type RouteIn<M> = M extends RouteModule ? M[keyof M] : never;

const placeOf = ({ path, method }: Contract): string => `${path} ${method}`;

/**
 * Every contract of the given modules: module by module, and of each by path and method.
 *
 * @example import * as seedRoutes from './seed/routes.ts'; routesOf(seedRoutes)
 */
export function routesOf<const M extends readonly RouteModule[]>(
  ...modules: M
): readonly RouteIn<M[number]>[];
export function routesOf(...modules: readonly RouteModule[]): readonly Contract[] {
  return modules.flatMap((module) =>
    Object.values(module).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  );
}

export const hasTable = ({ aggregates }: ServiceDefinition): boolean => Object.keys(aggregates).length > 0;

/** A route that only reads is served by `queries`, any other by `commands`. */
export const isQuery = ({ method }: Contract): boolean => method === 'GET';

/** A consumer with its defaults filled in. */
export interface Consumer {
  readonly name: string;
  /** As `schemas/topics.ts` names it: `asset`, or `capability:worker` for another consumer than `reactions`. */
  readonly subscriber: string;
  readonly events: string;
  readonly queues: readonly string[];
}

/** The consumers of a service, `reactions` first. */
export function consumersOf({ name, consumers = {} }: ServiceDefinition): Consumer[] {
  return Object.entries({ reactions: {}, ...consumers }).map(
    ([consumer, { events = 'events', queues = [] }]: [string, ConsumerDefinition]) => ({
      name: consumer,
      subscriber: consumer === 'reactions' ? name : `${name}:${consumer}`,
      events,
      queues,
    }),
  );
}

/** The functions of a service: each is `functions/{service}/{function}.ts`. */
export function functionsOf(service: ServiceDefinition): string[] {
  const { routes, functions = [] } = service;
  return [
    ...(routes.some((route) => !isQuery(route)) ? ['commands'] : []),
    ...(routes.some(isQuery) ? ['queries'] : []),
    ...(hasTable(service) ? ['relay'] : []),
    ...consumersOf(service).map(({ name }) => name),
    ...functions,
  ];
}
