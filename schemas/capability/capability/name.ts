import * as z from 'zod';

/** The scanners whose files this version of the platform reads. A name stays for ever, as jobs and events carry it. */
export const CapabilityName = z.enum([
  'nmap',
  'masscan',
  'nuclei',
  'httpx',
  'naabu',
  'subfinder',
  'whatweb',
  'wapiti',
  'testssl',
  'nessus',
]);
export type CapabilityName = z.infer<typeof CapabilityName>;

/** How any capability is named, also one that only a newer version of the platform can read. */
export const AnyCapabilityName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower case letters, digits and hyphens, and begin with a letter');
