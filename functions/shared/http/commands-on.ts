import type { Contract, Permission, Written } from '#schemas/contract.ts';
import { defined } from '#schemas/defined.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { thingOf } from '#schemas/thing.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { atBody } from './at-body.ts';
import { commandContext } from './request-context.ts';
import { type Input, type Route, route } from './route.ts';
import { byId, type Target } from './target.ts';

/** A contract with one answer, the written thing: 200, 201 or 202. */
interface CommandContract extends Contract {
  readonly permission: Permission;
  readonly answers: Readonly<Record<number, typeof Written>>;
}

export interface StoreDeps {
  readonly store: EventStore;
}

/**
 * Makes the routes that change one existing thing. A route states its contract and its command; the thing is the one that the path's id
 * names, unless `target` says otherwise. The route answers with the status of its contract. A missing thing is refused by the domain as
 * `not-found`; fields that the domain names are named as fields of the body.
 *
 * @example
 * export const tagAsset = commandsOn(Asset)(contracts.tagAsset, ({ body }) => ({ type: 'TagAsset', tags: body.tags }));
 */
export function commandsOn<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  target: Target = byId(aggregate),
) {
  function change<const R extends CommandContract>(
    contract: R,
    command: (input: Input<R>) => NoInfer<C>,
  ): Route<StoreDeps>;
  function change(
    contract: CommandContract,
    command: (input: Input<CommandContract>) => C,
  ): Route<StoreDeps> {
    const status = statusOf(contract);
    return route(contract, (input, { store }: StoreDeps) =>
      atBody(async () => {
        const { caller, request } = input;
        const outcome = await execute(store, aggregate, {
          key: target.keyOf(input),
          command: command(input),
          context: commandContext(caller, request),
          ...defined({ expectedVersion: request.ifMatch }),
        });
        return { status, body: thingOf(outcome) };
      }),
    );
  }
  return change;
}

/** A command that makes a thing, and the key that the thing will have. */
export interface Creation<Command> {
  readonly key: string;
  readonly command: Command;
}

/**
 * Makes the routes that create a thing: one round trip when it is new. The key follows from the input.
 *
 * @example
 * export const addSeed = creationsOn(Seed)(contracts.addSeed, ({ body }) => {
 *   const seed = seedValueOf(body.value);
 *   return { key: seedKey(seed), command: { type: 'AddSeed', seed, tags: body.tags } };
 * });
 */
export function creationsOn<S, C, E extends DomainEvent>(aggregate: Aggregate<S, C, E>) {
  function create<const R extends CommandContract>(
    contract: R,
    creation: (input: Input<R>) => Creation<NoInfer<C>>,
  ): Route<StoreDeps>;
  function create(
    contract: CommandContract,
    creation: (input: Input<CommandContract>) => Creation<C>,
  ): Route<StoreDeps> {
    const status = statusOf(contract);
    return route(contract, (input, { store }: StoreDeps) =>
      atBody(async () => {
        const { caller, request } = input;
        const outcome = await execute(store, aggregate, {
          ...creation(input),
          context: commandContext(caller, request),
          assume: 'absent',
        });
        return { status, body: thingOf(outcome) };
      }),
    );
  }
  return create;
}

/** The status of the contract's answer. */
function statusOf({ name, answers }: CommandContract): number {
  const [status, ...others] = Object.keys(answers).map(Number);
  if (status === undefined || others.length > 0) throw new TypeError(`${name} must have one answer`);
  return status;
}
