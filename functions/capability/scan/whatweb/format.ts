import { jsonFormat } from '../json-format.ts';
import { readWhatWeb } from './whatweb-reader.ts';

export const whatweb = jsonFormat({
  name: 'whatweb-json',
  title: 'the JSON of WhatWeb',
  capability: 'whatweb',
  isRecord: (keys) => keys.has('target') && keys.has('plugins'),
  open: readWhatWeb,
});
