// One file per aggregate, so that a function carries only the schemas that it reads.
export * from '#schemas/asset/asset/events.ts';
export * from '#schemas/asset/import/events.ts';
export * from '#schemas/asset/seed/events.ts';
