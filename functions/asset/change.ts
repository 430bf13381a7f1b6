import type { Written } from '#schemas/contract.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { thingOf } from '#schemas/thing.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { atBody } from '#shared/http/at-body.ts';
import type { Caller } from '#shared/http/caller.ts';
import { keyParam } from '#shared/http/not-found.ts';
import { commandContext, type RequestContext } from '#shared/http/request-context.ts';
import type { CommandsDeps } from './deps.ts';

interface Change<Command> {
  readonly id: string;
  readonly command: Command;
  readonly caller: Caller;
  readonly request: RequestContext;
}

/** Sends a command to the thing that a route's id names. What is missing, the domain refuses as `not-found`. */
export const change = <S, C, E extends DomainEvent>(
  { store }: CommandsDeps,
  aggregate: Aggregate<S, C, E>,
  { id, command, caller, request }: Change<NoInfer<C>>,
): Promise<{ readonly status: 200; readonly body: Written }> =>
  atBody(async () => {
    const key = keyParam(id, aggregate.type.toLowerCase());
    const outcome = await execute(store, aggregate, {
      key,
      command,
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: thingOf(outcome) };
  });

/** Sends the command that makes a thing: one round trip when it is new. */
export async function make<S, C, E extends DomainEvent>(
  { store }: CommandsDeps,
  aggregate: Aggregate<S, C, E>,
  { key, command, caller, request }: Omit<Change<NoInfer<C>>, 'id'> & { readonly key: string },
): Promise<{ readonly status: 201; readonly body: Written }> {
  const outcome = await execute(store, aggregate, {
    key,
    command,
    context: commandContext(caller, request),
    assume: 'absent',
    ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
  });
  return { status: 201, body: thingOf(outcome) };
}
