// One file per aggregate, so that a function carries only the schemas that it answers by.
export * from './asset-views.ts';
export * from './import-views.ts';
export * from './seed-views.ts';
