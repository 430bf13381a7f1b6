import type { ScanFormat } from '../format.ts';
import { jsonFormat } from '../json-format.ts';
import { readMasscanList } from './masscan-list.ts';
import { readMasscan } from './masscan-reader.ts';

/** Lists, lines (-oD), and the malformed lists of older versions. */
export const masscanJson = jsonFormat({
  name: 'masscan-json',
  title: 'the JSON of masscan (-oJ or -oD)',
  capability: 'masscan',
  mayBeEmpty: true,
  isRecord: (keys) => (keys.has('ip') && keys.has('ports')) || keys.has('rec_type') || keys.has('finished'),
  open: readMasscan,
});

export const masscanList: ScanFormat = {
  name: 'masscan-list',
  title: 'the list of masscan (-oL)',
  capability: 'masscan',
  sign: { layout: 'text', start: /^(?:#masscan\b|(?:open|closed) (?:tcp|udp|sctp|icmp|arp) \d+ \S+ \d+\s)/ },
  open: readMasscanList,
};
