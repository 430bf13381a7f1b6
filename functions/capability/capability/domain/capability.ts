import { CapabilityEvent, capabilityUpcasters } from '#schemas/capability/capability/events.ts';
import { CapabilityState } from '#schemas/capability/capability/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { CapabilityCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const CAPABILITIES = 'CAPABILITY';

/** A scanner whose results the platform takes. There is one catalogue for all tenants; it belongs to the platform account. */
export const Capability: Aggregate<CapabilityState, CapabilityCommand, CapabilityEvent> = {
  type: 'Capability',
  service: 'capability',
  prefix: 'CAPABILITY',
  shards: 1,
  state: CapabilityState,
  stateVersion: 1,
  events: CapabilityEvent,
  upcasters: capabilityUpcasters,
  decide,
  evolve,
  index: ({ name, title, origin }) => ({
    byType: { partition: CAPABILITIES, sort: `NAME#${name}` },
    summary: { name, title, origin },
  }),
};
