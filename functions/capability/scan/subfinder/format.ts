import { jsonFormat } from '../json-format.ts';
import { readSubfinder } from './subfinder-reader.ts';

export const subfinder = jsonFormat({
  name: 'subfinder-json',
  title: 'the JSON of subfinder',
  capability: 'subfinder',
  mayBeEmpty: true,
  // dnsx writes `resolver` beside the host, and httpx a URL.
  isRecord: (keys) =>
    keys.has('host') &&
    (keys.has('source') || keys.has('sources')) &&
    !keys.has('resolver') &&
    !keys.has('url'),
  open: readSubfinder,
});
