import { jsonFormat } from '../json-format.ts';
import { readNaabu } from './naabu-reader.ts';

export const naabu = jsonFormat({
  name: 'naabu-json',
  title: 'the JSON of naabu',
  capability: 'naabu',
  mayBeEmpty: true,
  // tlsx writes `probe_status` beside them; masscan writes `rec_type`.
  isRecord: (keys) =>
    keys.has('ip') && keys.has('port') && !keys.has('probe_status') && !keys.has('rec_type'),
  open: readNaabu,
});
