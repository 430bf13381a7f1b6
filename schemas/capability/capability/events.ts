import * as z from 'zod';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { CapabilityState } from './state.ts';

export const CapabilityRegisteredV1 = defineEvent('CapabilityRegistered', 1, CapabilityState);
/** The whole of what the capability is from now on. */
export const CapabilityUpdatedV1 = defineEvent('CapabilityUpdated', 1, CapabilityState);

export const CapabilityEvent = z.discriminatedUnion('type', [CapabilityRegisteredV1, CapabilityUpdatedV1]);
export type CapabilityEvent = z.infer<typeof CapabilityEvent>;

/** Neither the state nor an event has a second version yet. */
export const capabilityUpcasters: Upcasters = {};
