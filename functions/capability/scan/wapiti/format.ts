import { jsonFormat } from '../json-format.ts';
import { readWapiti } from './wapiti-reader.ts';

export const wapiti = jsonFormat({
  name: 'wapiti-json',
  title: 'the JSON of Wapiti',
  capability: 'wapiti',
  // `infos` comes last, so the beginning of a long report has not got it.
  isRecord: (keys) => keys.has('vulnerabilities') && (keys.has('infos') || keys.has('classifications')),
  open: readWapiti,
});
