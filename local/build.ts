import { buildAndList } from '../bin/build.ts';

await buildAndList();
