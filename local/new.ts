import { addNew } from '../bin/new.ts';

if (!addNew(process.argv.slice(2))) process.exitCode = 1;
