import { type PortRemainder, type ScannedHost, TEXT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import { cut } from '../cut.ts';
import type { Element, Grammar } from '../grammar.ts';
import { MAX_NAME } from '../limits.ts';
import { add, addName, type HostDraft } from './host.ts';
import { addCpe } from './nmap-port.ts';
import { addressIn, numberAttribute, remainderOf, textAttribute } from './values.ts';

function readName(host: HostDraft, element: Element): void {
  const name = (element.attributes.name ?? '').trim();
  // People and tools add aliases of other types: a name is a name.
  const type = element.attributes.type === 'PTR' ? 'PTR' : 'user';
  if (name.length > MAX_NAME)
    host.warn(`A name has more than ${MAX_NAME} characters, and was left out`, element.at.line);
  else if (name !== '') addName(host, { name, type }, element);
}

function addAddress(host: HostDraft, element: Element): void {
  if (element.attributes.addrtype === 'mac') {
    host.mac = textAttribute(element, 'addr');
    return;
  }
  const address = addressIn(element);
  if (!address) host.warn('An address is none, and was left out', element.at.line);
  else add(host.addresses, address, element);
}

/** The host's state, addresses and names. */
export const identityGrammar = (host: () => HostDraft): Grammar => ({
  'host/status': {
    open: (element) => {
      host().status = element.attributes.state ?? '';
      host().reason = textAttribute(element, 'reason');
    },
  },
  'host/address': { open: (element) => addAddress(host(), element) },
  'host/hostnames': {},
  'hostnames/hostname': { open: (element) => readName(host(), element) },
});

/** The operating system: the surest of the guesses. */
export function osGrammar(host: () => HostDraft): Grammar {
  let guess: NonNullable<ScannedHost['os']> = { name: '', accuracy: 0, cpe: [] };
  let cpe = '';
  return {
    'host/os': {},
    'os/osmatch': {
      open: (element) => {
        guess = {
          name: textAttribute(element, 'name') ?? '',
          accuracy: numberAttribute(element, 'accuracy', 0, 100) ?? 0,
          cpe: [],
        };
      },
      close: () => {
        if (guess.accuracy > (host().os?.accuracy ?? -1)) host().os = guess;
      },
    },
    'osmatch/osclass': {},
    'osclass/cpe': {
      open: () => {
        cpe = '';
      },
      text: (text) => {
        cpe = cut(cpe + text, TEXT_LIMIT);
      },
      close: () => addCpe(guess.cpe, cpe),
    },
  };
}

const PORT_PROTOCOLS = ['tcp', 'udp', 'sctp', 'ip'];

/** The counts by protocol where they add up to the whole, else the whole. */
function split(whole: PortRemainder, byProtocol: ReadonlyMap<string, number>): PortRemainder[] {
  const counted = [...byProtocol.values()].reduce((sum, count) => sum + count, 0);
  return counted === whole.count && counted > 0
    ? [...byProtocol].map(([protocol, count]) => ({ protocol, state: whole.state, count }))
    : [whole];
}

/** Ports that are only counted. Newer files say in the reasons which protocol they belong to; in a run of one protocol it is that. */
export function remainderGrammar(host: () => HostDraft, onlyProtocol: () => string | undefined): Grammar {
  let whole: PortRemainder | undefined;
  let element: Element | undefined;
  let byProtocol = new Map<string, number>();
  return {
    'ports/extraports': {
      open: (extraports) => {
        element = extraports;
        whole = remainderOf(extraports, onlyProtocol());
        if (!whole) host().warn('A count of ports has no known state, and was left out', extraports.at.line);
        byProtocol = new Map();
      },
      close: () => {
        if (!whole || !element) return;
        for (const part of split(whole, byProtocol)) add(host().remainder, part, element);
      },
    },
    'extraports/extrareasons': {
      open: (reasons) => {
        const protocol = reasons.attributes.proto;
        const count = numberAttribute(reasons, 'count', 0, 1_000_000);
        if (protocol === undefined || count === undefined || !PORT_PROTOCOLS.includes(protocol)) return;
        byProtocol.set(protocol, (byProtocol.get(protocol) ?? 0) + count);
      },
    },
  };
}
