import type { CapabilityState } from '#schemas/capability/capability/state.ts';
import type { CapabilityView } from '#schemas/capability/capability/views.ts';

export const capabilityView = ({ origin: _origin, ...definition }: CapabilityState): CapabilityView =>
  definition;
