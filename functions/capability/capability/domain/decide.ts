import type { CapabilityEvent } from '#schemas/capability/capability/events.ts';
import { CapabilityState } from '#schemas/capability/capability/state.ts';
import type { CapabilityCommand } from './command.ts';

/** Registering the same definition again changes nothing. */
export function decide(
  command: CapabilityCommand,
  state: CapabilityState | undefined,
): readonly CapabilityEvent[] {
  const { definition } = command;
  const origin = command.type === 'RegisterBuiltIn' ? 'built-in' : command.origin;
  const data = { ...definition, origin };
  if (!state) return [{ type: 'CapabilityRegistered', version: 1, data }];
  if (command.type === 'RegisterBuiltIn' && state.origin === 'operator') return [];
  if (isSame(state, data)) return [];
  return [{ type: 'CapabilityUpdated', version: 1, data }];
}

/** The schema puts the fields of both in one order. */
const isSame = (one: CapabilityState, other: CapabilityState): boolean =>
  JSON.stringify(CapabilityState.parse(one)) === JSON.stringify(CapabilityState.parse(other));
