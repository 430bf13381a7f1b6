import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import { CapabilityDefinition, capabilityKey } from '#schemas/capability/capability/state.ts';
import { type Actor, CorrelationId, type Instant } from '#schemas/primitives.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { Capability } from './domain/capability.ts';
import type { CapabilityCommand } from './domain/command.ts';

/** The actor and the cause of a change of the catalogue. */
export interface Registering {
  readonly actor: Actor;
  /** Of the invocation: the same invocation, repeated, registers once. */
  readonly requestId: string;
  readonly now: Instant;
}

/** Sends one command to one capability of the platform account. */
export const register = (store: EventStore, command: CapabilityCommand, registering: Registering) =>
  execute(store, Capability, {
    key: capabilityKey(command.definition.name),
    command,
    context: contextOf(command.definition.name, registering),
  });

/** Registers the built-in capabilities that the catalogue lacks, or has from an older deployment. */
export async function registerBuiltIns(store: EventStore, registering: Registering) {
  const definitions = Object.values(builtInCapabilities);
  return Promise.all(
    definitions.map((definition) => register(store, { type: 'RegisterBuiltIn', definition }, registering)),
  );
}

/** Whether a definition equals the built-in one of the deployed code. */
export const isBuiltIn = (definition: CapabilityDefinition): boolean =>
  Object.values(builtInCapabilities).some((builtIn) => spelled(builtIn) === spelled(definition));

/** The schema puts the fields into one order. */
const spelled = (definition: CapabilityDefinition): string =>
  JSON.stringify(CapabilityDefinition.parse(definition));

const contextOf = (name: string, { actor, requestId, now }: Registering): CommandContext => ({
  accountId: PLATFORM_ACCOUNT,
  actor,
  commandId: derivedCommandId('RegisterCapability', requestId, name),
  correlationId: CorrelationId.parse(requestId),
  causationId: requestId,
  now,
});
