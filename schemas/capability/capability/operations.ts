import * as z from 'zod';
import { CapabilityName } from './name.ts';
import { CapabilityDefinition, CapabilityState } from './state.ts';

/**
 * The operations that change the catalogue. An operator sends them to the capability service's commands function
 * itself, by lambda:Invoke. There are no routes for it: IAM alone decides who may. The platform reads files of the
 * scanners that its code knows, so only those can be registered.
 */
export const RegisterCapability = z.strictObject({
  operation: z.literal('RegisterCapability'),
  ...CapabilityDefinition.shape,
  name: CapabilityName,
});
export type RegisterCapability = z.infer<typeof RegisterCapability>;

/** Registers the built-in capabilities that the catalogue lacks, at once; the sweep does the same every minute. */
export const RegisterBuiltInCapabilities = z.strictObject({
  operation: z.literal('RegisterBuiltInCapabilities'),
});
export type RegisterBuiltInCapabilities = z.infer<typeof RegisterBuiltInCapabilities>;

export const RegisteredCapability = z.strictObject({
  capability: CapabilityState,
  version: z.int().min(1),
});
export type RegisteredCapability = z.infer<typeof RegisteredCapability>;
