import { type ScannedPort, type ScannedPortState, TEXT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import { cut } from '../cut.ts';
import type { Element, Grammar } from '../grammar.ts';
import { MAX_CPE_PER_SERVICE } from '../limits.ts';
import { addPort, affordable, countOne, type HostDraft } from './host.ts';
import { numberAttribute, portPlaceIn, portStateIn, textAttribute } from './values.ts';

type Service = Omit<ScannedPort, 'protocol' | 'port' | 'state' | 'reason' | 'cpe'>;

/** A port while its element is read. */
export interface PortDraft {
  readonly element: Element;
  /** Undefined for an entry that is numbered like a port and is none. */
  readonly place: ReturnType<typeof portPlaceIn>;
  state: ScannedPortState | undefined;
  reason: string | undefined;
  service: Service;
  readonly cpe: string[];
}

const draftPort = (element: Element): PortDraft => ({
  element,
  place: portPlaceIn(element),
  state: undefined,
  reason: undefined,
  service: {},
  cpe: [],
});

const serviceOf = (element: Element): Service => ({
  service: textAttribute(element, 'name'),
  product: textAttribute(element, 'product'),
  version: textAttribute(element, 'version'),
  extraInfo: textAttribute(element, 'extrainfo'),
  hostname: textAttribute(element, 'hostname'),
  tunnel: textAttribute(element, 'tunnel'),
  conf: numberAttribute(element, 'conf', 0, 10),
});

/** A CPE more than the bound is left out: it adds nothing that a service could need. */
export function addCpe(cpe: string[], value: string): void {
  if (value !== '' && cpe.length < MAX_CPE_PER_SERVICE) cpe.push(value);
}

/** Listed like a port, and none: that a host answers to ICMP or ARP, port 0, the protocols of an IP protocol scan. */
const isNoPort = ({ attributes: { protocol, portid } }: Element): boolean =>
  /^(?:ip|icmp|igmp|arp|err)$/i.test(protocol ?? '') || /^0+$/.test(portid ?? '');

/** Adds the finished port to its host: to the list, or to the ports that are only counted. */
function finishPort(host: HostDraft, { element, place, state, reason, service, cpe }: PortDraft): void {
  if (state === undefined) {
    host.warn('A port has no state that is known, and was left out', element.at.line);
    return;
  }
  if (place) addPort(host, { ...place, state, ...affordable(host, { reason, ...service, cpe }) }, element);
  else if (isNoPort(element)) countOne(host, element.attributes.protocol, state, element);
  else host.warn('A port has no number or protocol that is known, and was left out', element.at.line);
}

export interface PortReader {
  readonly grammar: Grammar;
  /** The port that is open, for the scripts inside. */
  place(): PortDraft['place'];
}

/** Ports that are listed, with the services behind them. `probed` is told when a service was asked, and not looked up by number. */
export function createPortReader(host: () => HostDraft, probed: () => void): PortReader {
  let port: PortDraft | undefined;
  let cpe = '';
  const grammar: Grammar = {
    'host/ports': {},
    'ports/port': {
      open: (element) => {
        port = draftPort(element);
      },
      close: () => {
        if (port) finishPort(host(), port);
        port = undefined;
      },
    },
    'port/state': {
      open: (element) => {
        if (!port) return;
        port.state = portStateIn(element);
        port.reason = textAttribute(element, 'reason');
      },
    },
    'port/service': {
      open: (element) => {
        if (port) port.service = serviceOf(element);
        if (element.attributes.method === 'probed') probed();
      },
    },
    'service/cpe': {
      open: () => {
        cpe = '';
      },
      text: (text) => {
        cpe = cut(cpe + text, TEXT_LIMIT);
      },
      close: () => addCpe(port?.cpe ?? [], cpe),
    },
  };
  return { grammar, place: () => port?.place };
}
