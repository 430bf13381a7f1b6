import type * as z from 'zod';
import { CapabilityDefinition } from './state.ts';

/** A scanner as clients see it. */
export const CapabilityView = CapabilityDefinition;
export type CapabilityView = z.infer<typeof CapabilityView>;
