import { buildAndList } from '../bin/build.ts';
import { writeSbom } from '../bin/sbom.ts';
import { noWords, wordsOf } from './words.ts';

wordsOf(
  'Usage: npm run build\n\nBundles the functions into dist/functions, and writes dist/sbom.cdx.json.\n',
  noWords,
);
await buildAndList();
writeSbom();
