import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { heading, row } from './print.ts';

// What Lambda loads at a cold start, per function; source maps are beside it and are read only for stack traces.

const dist = new URL('../dist/functions/', import.meta.url);
const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);

heading('Bundles', ['KB', 'KB zipped']);
for (const name of readdirSync(dist).toSorted()) {
  const file = new URL(`${name}/index.mjs`, dist);
  row(name, [kilobytes(statSync(file).size), kilobytes(gzipSync(readFileSync(file)).byteLength)]);
}
