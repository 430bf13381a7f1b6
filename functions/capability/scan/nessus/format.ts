import type { ScanFormat } from '../format.ts';
import { readNessus } from './nessus-reader.ts';

export const nessus: ScanFormat = {
  name: 'nessus-xml',
  title: 'the .nessus export of Nessus (version 2)',
  capability: 'nessus',
  sign: { layout: 'xml', root: 'NessusClientData_v2', isOne: () => true },
  open: readNessus,
};
