import type { CapabilityName } from './name.ts';
import type { CapabilityDefinition } from './state.ts';

/**
 * The scanners as the code knows them: the catalogue of a new deployment begins with these. An operator may change
 * them.
 */
export const builtInCapabilities: Readonly<Record<CapabilityName, CapabilityDefinition>> = {
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
