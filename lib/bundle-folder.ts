import { dirname, join } from 'node:path';

/** Where the bundle of one function lies: a folder with `index.js` and its source map, and nothing else. */
export const bundleFolder = (service: string, entry: string): string =>
  join(dirname(import.meta.dirname), 'dist', 'functions', `${service}-${entry}`);
