import { jsonFormat } from '../json-format.ts';
import { readHttpx } from './httpx-reader.ts';

export const httpx = jsonFormat({
  name: 'httpx-json',
  title: 'the JSON of httpx',
  capability: 'httpx',
  mayBeEmpty: true,
  // katana writes `request` and `endpoint` beside them.
  isRecord: (keys) => keys.has('url') && keys.has('input') && !keys.has('endpoint'),
  open: readHttpx,
});
