import type * as z from 'zod';
import { accountService } from './account/service.ts';
import { assetService } from './asset/service.ts';
import { capabilityService } from './capability/service.ts';
import type { ServiceDefinition } from './define-service.ts';

// Functions import types from here, never values: with these, every schema of every service would be in their bundles.
const definitions = [accountService, assetService, capabilityService] as const;

type Definition = (typeof definitions)[number];

export type ServiceName = Definition['name'];

/** A service of the platform. */
export type Service = ServiceDefinition & { readonly name: ServiceName };

/** The services of the platform: one line each, here and nowhere else. */
export const services: readonly Service[] = definitions;

/** The contracts of all services, with their literal types. */
export const contracts: readonly Definition['routes'][number][] = definitions.flatMap<
  Definition['routes'][number]
>(({ routes }) => routes);

type Each<D> = D extends { readonly aggregates: infer A } ? A[keyof A] : never;
type TypeOf<A> = A extends { readonly events: infer E extends z.ZodType<{ type: string }> }
  ? z.output<E>['type']
  : never;

/** The type of any event that a service publishes. */
export type EventType = TypeOf<Each<Definition>>;

type ConsumersIn<D> = D extends { readonly consumers: infer C } ? C : Record<never, never>;
type NameOf<D extends Definition> = D extends unknown ? 'reactions' | (keyof ConsumersIn<D> & string) : never;
type SubscriberIn<D extends Definition> = D extends unknown
  ? D['name'] | `${D['name']}:${Exclude<NameOf<D>, 'reactions'>}`
  : never;

/** A consumer of events: a service (its reactions), or another consumer of a service, such as `capability:worker`. */
export type Subscriber = SubscriberIn<Definition>;

type DefinitionOf<S extends Subscriber> = Extract<
  Definition,
  { readonly name: S extends `${infer Name}:${string}` ? Name : S }
>;
type ConsumerOf<S extends Subscriber> = S extends `${string}:${infer Consumer}` ? Consumer : 'reactions';
type Listed<C> = C extends { readonly queues: readonly (infer Q extends string)[] } ? Q : never;

/** The name of the queue in which a subscriber's events arrive. */
export type EventsQueueOf<S extends Subscriber> =
  ConsumerOf<S> extends infer Name extends keyof ConsumersIn<DefinitionOf<S>>
    ? ConsumersIn<DefinitionOf<S>>[Name] extends { readonly events: infer Q extends string }
      ? Q
      : 'events'
    : 'events';

/** The names of a subscriber's own queues, beside those of its events and of due things. */
export type OwnQueueOf<S extends Subscriber> =
  ConsumerOf<S> extends infer Name extends keyof ConsumersIn<DefinitionOf<S>>
    ? Listed<ConsumersIn<DefinitionOf<S>>[Name]>
    : never;

type AggregatesOf<S extends ServiceName> = Extract<Definition, { readonly name: S }>['aggregates'];

/** Exactly one handler for each aggregate of a service that falls due. */
export type DueHandlersOf<S extends ServiceName, Handler> = {
  readonly [Name in DueIn<AggregatesOf<S>>]: Handler;
} & { readonly [Name in Exclude<keyof AggregatesOf<S>, DueIn<AggregatesOf<S>>>]?: never };

type DueIn<A> = {
  [Name in keyof A & string]: A[Name] extends { readonly due: true } ? Name : never;
}[keyof A & string];

type EventsQueueIn<C> = C extends { readonly events: infer Q extends string } ? Q : never;
type QueueIn<D> = ConsumersIn<D> extends infer C ? Listed<C[keyof C]> | EventsQueueIn<C[keyof C]> : never;

/** The names of queues that work arrives in. */
export type QueueName =
  | 'events'
  | 'due'
  | (Definition extends infer D ? (D extends unknown ? QueueIn<D> : never) : never);

type FunctionsIn<D> = D extends { readonly functions: readonly (infer F extends string)[] } ? F : never;

/** The names of functions: each is `functions/{service}/{function}.ts`. */
export type FunctionName = 'commands' | 'queries' | 'relay' | NameOf<Definition> | FunctionsIn<Definition>;
