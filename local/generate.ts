import { generateAndList } from '../bin/generate.ts';

generateAndList();
