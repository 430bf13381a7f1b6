import fc from 'fast-check';
import { ipAddressOf } from '#schemas/net/address.ts';

/** What a generated host says, in the words of the report. */
export interface ModelPort {
  protocol: 'tcp' | 'udp' | 'sctp';
  port: number;
  state: string;
  reason: string;
  service: string;
  product: string;
  output: string;
}
export interface ModelHost {
  status: 'up' | 'down';
  address: string;
  names: { name: string; type: 'user' | 'PTR' }[];
  ports: ModelPort[];
}

/** Every character that XML can hold, in any plane. */
const xmlText = (maxLength: number) =>
  fc
    .string({
      unit: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019 -._<>&"\'\t\n\r]äöüßÉ日本😀') },
        {
          weight: 1,
          arbitrary: fc
            .integer({ min: 0x20, max: 0x10ffff })
            .filter((code) => !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff)
            .map((code) => String.fromCodePoint(code)),
        },
      ),
      minLength: 1,
      maxLength,
    })
    // A text of blanks says nothing.
    .filter((text) => text.trim() !== '');

const states = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered'];

const port: fc.Arbitrary<ModelPort> = fc.record({
  protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
  port: fc.integer({ min: 1, max: 65_535 }),
  state: fc.constantFrom(...states),
  reason: xmlText(20),
  service: xmlText(20),
  product: xmlText(60),
  output: xmlText(200),
});

export const modelHost: fc.Arbitrary<ModelHost> = fc.record({
  status: fc.constantFrom('up', 'down'),
  address: fc.oneof(fc.ipV4(), fc.ipV6()).map((address) => ipAddressOf(address)?.text ?? address),
  names: fc.array(
    fc.record({ name: xmlText(40).map((name) => name.trim()), type: fc.constantFrom('user', 'PTR') }),
    { maxLength: 4 },
  ),
  ports: fc.uniqueArray(port, {
    maxLength: 6,
    selector: ({ protocol, port: number }) => `${protocol}/${number}`,
  }),
});

/** As an attribute that reads back as it was: what a reader would turn into a blank goes by its number. */
const attribute = (text: string) =>
  text.replace(/[<>&"'\t\n\r]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

const portXml = ({ protocol, port: number, state, reason, service, product, output }: ModelPort) =>
  `<port protocol="${protocol}" portid="${number}"><state state="${state}" reason="${attribute(reason)}"/>` +
  `<service name="${attribute(service)}" product="${attribute(product)}" method="probed" conf="10"/>` +
  `<script id="a-script" output="${attribute(output)}"/></port>\n`;

const hostXml = ({ status, address, names, ports }: ModelHost) =>
  `<host endtime="1795478650"><status state="${status}"/><address addr="${address}" addrtype="${address.includes(':') ? 'ipv6' : 'ipv4'}"/>` +
  `<hostnames>${names.map(({ name, type }) => `<hostname name="${attribute(name)}" type="${type}"/>`).join('')}</hostnames>\n` +
  `<ports>${ports.map(portXml).join('')}</ports></host>\n`;

export const scanXml = (hosts: readonly ModelHost[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" args="nmap -sV" start="1795478640" version="7.93">\n` +
  `<scaninfo protocol="tcp" services="1-65535"/>\n${hosts.map(hostXml).join('')}<runstats><finished time="1795478652"/></runstats>\n</nmaprun>`;
