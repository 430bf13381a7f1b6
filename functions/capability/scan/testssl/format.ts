import { jsonFormat } from '../json-format.ts';
import { readTestssl } from './testssl-reader.ts';

/** Both layouts: a list of rows (--jsonfile), and one object with sections (--jsonfile-pretty). */
export const testssl = jsonFormat({
  name: 'testssl-json',
  title: 'the JSON of testssl.sh',
  capability: 'testssl',
  isRecord: (keys) =>
    (keys.has('id') && keys.has('severity') && keys.has('finding')) ||
    keys.has('scanResult') ||
    (keys.has('Invocation') && keys.has('openssl')),
  open: readTestssl,
});
