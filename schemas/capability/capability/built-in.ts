import type { CapabilityName } from './name.ts';
import type { CapabilityDefinition } from './state.ts';

const MAX_FILE_SIZE = 2 * 1024 ** 3;

/** `formats`: descriptions by the names of the formats that it takes. Each is taken as gzip and zstd too. */
const scanner = (
  name: CapabilityName,
  title: string,
  description: string,
  formats: Readonly<Record<string, string>>,
): CapabilityDefinition => ({
  ...{ name, title, description, target: 'asset' as const },
  formats: Object.entries(formats).map(([format, says]) => ({ name: format, description: says })),
  ...{ maxFileSize: MAX_FILE_SIZE, dependsOn: [] },
});

/**
 * The scanners as the code knows them: the catalogue of a new deployment begins with these. An operator may change
 * them.
 */
export const builtInCapabilities: Readonly<Record<CapabilityName, CapabilityDefinition>> = {
  nmap: scanner(
    'nmap',
    'Nmap',
    'Hosts, their open ports, the services behind them and what scripts found there.',
    {
      'nmap-xml': 'What nmap -oX writes',
      'masscan-xml': 'What masscan -oX writes',
    },
  ),
  masscan: scanner('masscan', 'masscan', 'Open ports of large networks, and what services say first.', {
    'masscan-xml': 'What masscan -oX writes',
    'masscan-json': 'What masscan -oJ and -oD write, in the forms of all its versions',
    'masscan-list': 'What masscan -oL writes',
  }),
  nuclei: scanner(
    'nuclei',
    'nuclei',
    'What templates found on hosts and in the DNS, with severity and CVE.',
    {
      'nuclei-json': 'What nuclei -jsonl and -json-export write',
    },
  ),
  httpx: scanner('httpx', 'httpx', 'Web servers that answered, with title and technologies.', {
    'httpx-json': 'What httpx -json writes',
  }),
  naabu: scanner('naabu', 'naabu', 'Open ports of hosts.', { 'naabu-json': 'What naabu -json writes' }),
  subfinder: scanner('subfinder', 'subfinder', 'Names below a domain.', {
    'subfinder-json': 'What subfinder -json writes',
  }),
  whatweb: scanner('whatweb', 'WhatWeb', 'Technologies of web sites.', {
    'whatweb-json': 'What whatweb --log-json writes',
  }),
  wapiti: scanner('wapiti', 'Wapiti', 'Weaknesses of a web application.', {
    'wapiti-json': 'What wapiti -f json writes',
  }),
  testssl: scanner('testssl', 'testssl.sh', 'Weaknesses of TLS, and what is well there.', {
    'testssl-json': 'What testssl.sh --jsonfile and --jsonfile-pretty write',
  }),
  nessus: scanner('nessus', 'Nessus', 'Vulnerabilities of hosts, with severity and CVE.', {
    'nessus-xml': 'What Nessus exports as .nessus, version 2',
  }),
};
