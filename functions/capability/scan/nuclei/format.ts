import { jsonFormat } from '../json-format.ts';
import { readNuclei } from './nuclei-reader.ts';

export const nuclei = jsonFormat({
  name: 'nuclei-json',
  title: 'the JSON of nuclei',
  capability: 'nuclei',
  mayBeEmpty: true,
  isRecord: (keys) => keys.has('template-id') || keys.has('templateID'),
  open: readNuclei,
});
