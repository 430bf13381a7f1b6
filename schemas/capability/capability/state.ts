import * as z from 'zod';
import { AnyCapabilityName } from './name.ts';

/** A scanner: its targets, and the files of it that are taken. */
export const CapabilityDefinition = z.strictObject({
  name: AnyCapabilityName,
  title: z.string().min(1).max(100),
  description: z.string().max(1000),
  /** Its targets. */
  target: z.enum(['asset']),
  /** The forms in which its results are taken. */
  formats: z.array(z.strictObject({ name: z.string(), description: z.string() })).min(1),
  /** Bytes of the file as it is uploaded. */
  maxFileSize: z.int().min(1),
  /** Capabilities whose results this one builds on. */
  dependsOn: z.array(AnyCapabilityName),
});
export type CapabilityDefinition = z.infer<typeof CapabilityDefinition>;

/** `built-in`: it follows the deployed code. `operator`: an operator's definition stands until they take it back. */
export const CapabilityOrigin = z.enum(['built-in', 'operator']);

/** A capability of the catalogue. It belongs to the platform account. */
export const CapabilityState = z.strictObject({ ...CapabilityDefinition.shape, origin: CapabilityOrigin });
export type CapabilityState = z.infer<typeof CapabilityState>;

export const CAPABILITY_KEY_PREFIX = '#capability#';
export const capabilityKey = (name: string): string => `${CAPABILITY_KEY_PREFIX}${name}`;
