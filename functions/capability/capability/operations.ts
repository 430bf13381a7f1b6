import {
  RegisterBuiltInCapabilities,
  RegisterCapability,
  type RegisteredCapability,
} from '#schemas/capability/capability/operations.ts';
import type { CapabilityState } from '#schemas/capability/capability/state.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Invocation, OPERATOR, operation } from '#shared/operation/operation.ts';
import { isBuiltIn, type Registering, register, registerBuiltIns } from './register.ts';

interface StoreDeps {
  readonly store: EventStore;
}

const byOperator = (invocation: Invocation): Registering => ({ actor: OPERATOR, ...invocation });

/** An operator's definition stands through later deployments, until an operator registers the built-in one. */
const registerCapability = operation(
  RegisterCapability,
  async ({ operation: _operation, ...definition }, { store }: StoreDeps, invocation) => {
    const origin = isBuiltIn(definition) ? 'built-in' : 'operator';
    const command = { type: 'RegisterCapability', definition, origin } as const;
    const outcome = await register(store, command, byOperator(invocation));
    return { accountId: PLATFORM_ACCOUNT, answer: registered(outcome) };
  },
);

const registerBuiltInCapabilities = operation(
  RegisterBuiltInCapabilities,
  async (_input, { store }: StoreDeps, invocation) => {
    const outcomes = await registerBuiltIns(store, byOperator(invocation));
    return { accountId: PLATFORM_ACCOUNT, answer: { capabilities: outcomes.map(registered) } };
  },
);

function registered({
  state,
  version,
}: {
  readonly state: CapabilityState | undefined;
  readonly version: number;
}): RegisteredCapability {
  if (!state) throw new TerminalFailure('not-registered', 'a registered capability has no state');
  return { capability: state, version };
}

/** The operations that an operator may send to the commands function itself. */
export const capabilityOperations = [registerCapability, registerBuiltInCapabilities];
