import { buildAndList } from '../bin/build.ts';
import { noWords, wordsOf } from './words.ts';

wordsOf('Usage: npm run build\n\nBundles the functions into dist/functions.\n', noWords);
await buildAndList();
