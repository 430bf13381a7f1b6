import * as z from 'zod';

/** The scanners whose files the platform reads. A name stays for ever, as jobs and events carry it. */
export const CapabilityName = z.enum(['nmap']);
export type CapabilityName = z.infer<typeof CapabilityName>;

/** A scanner as clients see it. */
export const Capability = z.strictObject({
  name: CapabilityName,
  title: z.string(),
  description: z.string(),
  /** What it looks at. */
  target: z.enum(['asset']),
  /** The forms in which its results are taken. */
  formats: z.array(z.strictObject({ name: z.string(), description: z.string() })).min(1),
  /** Bytes of the file as it is uploaded. */
  maxFileSize: z.int().min(1),
  /** Capabilities whose results this one builds on. */
  dependsOn: z.array(CapabilityName),
});
export type Capability = z.infer<typeof Capability>;

/** Stated once: the routes answer it, the commands check by it, the worker reads by it. */
export const catalogue: Readonly<Record<CapabilityName, Capability>> = {
  nmap: {
    name: 'nmap',
    title: 'Nmap',
    description: 'Hosts, their open ports, the services behind them and what scripts found there.',
    target: 'asset',
    formats: [
      { name: 'xml', description: 'What nmap -oX writes, in UTF-8, UTF-16 or an ISO-8859 encoding' },
      { name: 'xml.gz', description: 'The same, compressed with gzip' },
    ],
    maxFileSize: 2 * 1024 ** 3,
    dependsOn: [],
  },
};
