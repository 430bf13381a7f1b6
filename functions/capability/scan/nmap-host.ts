import { type PortRemainder, type ScannedHost, TEXT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import type { Grammar } from './grammar.ts';
import { add, addName, type HostDraft } from './host.ts';
import { MAX_NAME } from './limits.ts';
import { addCpe } from './nmap-port.ts';
import { addressOf, badValue, cut, type Element, numberOf, remainderOf, textOf } from './values.ts';

function readName(host: HostDraft, element: Element): void {
  const name = element.attributes.name ?? '';
  const type = element.attributes.type ?? 'user';
  if (type !== 'user' && type !== 'PTR') throw badValue(element, 'type', type, 'user or PTR');
  if (name.length > MAX_NAME) throw badValue(element, 'name', name, `at most ${MAX_NAME} characters`);
  if (name !== '') addName(host, { name, type }, element);
}

function addAddress(host: HostDraft, element: Element): void {
  if (element.attributes.addrtype === 'mac') host.mac = textOf(element, 'addr');
  const address = addressOf(element);
  if (address) add(host.addresses, address, element);
}

/** The host's state, addresses and names. */
export const identityGrammar = (host: () => HostDraft): Grammar => ({
  'host/status': {
    open: (element) => {
      host().status = element.attributes.state ?? '';
      host().reason = textOf(element, 'reason');
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
          name: textOf(element, 'name') ?? '',
          accuracy: numberOf(element, 'accuracy', 0, 100),
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
        if (protocol === undefined) return;
        if (!PORT_PROTOCOLS.includes(protocol))
          throw badValue(reasons, 'proto', protocol, PORT_PROTOCOLS.join(', '));
        byProtocol.set(protocol, (byProtocol.get(protocol) ?? 0) + numberOf(reasons, 'count', 0, 1_000_000));
      },
    },
  };
}
