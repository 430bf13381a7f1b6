import { generateAndList } from '../bin/generate.ts';

if (!(await generateAndList())) process.exitCode = 1;
