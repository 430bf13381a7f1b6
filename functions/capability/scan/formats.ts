import type { ScanFormat } from './format.ts';
import { httpx } from './httpx/format.ts';
import { masscanJson, masscanList } from './masscan/format.ts';
import { naabu } from './naabu/format.ts';
import { nessus } from './nessus/format.ts';
import { masscanXml, nmapXml } from './nmap/format.ts';
import { nuclei } from './nuclei/format.ts';
import { subfinder } from './subfinder/format.ts';
import { testssl } from './testssl/format.ts';
import { wapiti } from './wapiti/format.ts';
import { whatweb } from './whatweb/format.ts';

/** Every format that is read, in the order in which a record is asked: the surest marks come first. A further one is its folder and its line here. */
export const scanFormats: readonly ScanFormat[] = [
  nmapXml,
  masscanXml,
  nessus,
  masscanList,
  nuclei,
  wapiti,
  whatweb,
  testssl,
  masscanJson,
  httpx,
  naabu,
  subfinder,
];
