import type { Reading, ScanFormat, ScanReader } from '../format.ts';
import { NmapReader } from './nmap-reader.ts';

function open(reading: Reading): ScanReader {
  const reader = new NmapReader(reading);
  return {
    write: (text) => reader.xml.write(text),
    end() {
      reader.xml.end();
      return reader.run();
    },
  };
}

const isMasscan = (startTag: string): boolean => /\sscanner\s*=\s*["']masscan["']/.test(startTag);

export const nmapXml: ScanFormat = {
  name: 'nmap-xml',
  title: 'the XML of nmap (-oX)',
  capability: 'nmap',
  sign: { layout: 'xml', root: 'nmaprun', isOne: (startTag) => !isMasscan(startTag) },
  open,
};

/** masscan imitates nmap: the same document with a host for each port. */
export const masscanXml: ScanFormat = {
  name: 'masscan-xml',
  title: 'the XML of masscan (-oX)',
  capability: 'masscan',
  mayBeEmpty: true,
  sign: { layout: 'xml', root: 'nmaprun', isOne: isMasscan },
  open,
};
