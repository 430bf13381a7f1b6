import type { CapabilityEvent } from '#schemas/capability/capability/events.ts';
import type { CapabilityState } from '#schemas/capability/capability/state.ts';

export const evolve = (_state: CapabilityState | undefined, { data }: CapabilityEvent): CapabilityState =>
  data;
