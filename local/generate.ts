import { generateAndList } from '../bin/generate.ts';
import { noWords, wordsOf } from './words.ts';

wordsOf(
  'Usage: npm run generate\n\nWrites route lists, OpenAPI, event documents and published schemas.\n',
  noWords,
);
if (!(await generateAndList())) process.exitCode = 1;
