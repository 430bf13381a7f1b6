// One file per aggregate, so that a function carries only the schemas that it reads.
export * from './asset-events.ts';
export * from './import-events.ts';
export * from './seed-events.ts';
