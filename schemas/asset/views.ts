// One file per aggregate, so that a function carries only the schemas that it answers by.
export * from '#schemas/asset/asset/views.ts';
export * from '#schemas/asset/import/views.ts';
export * from '#schemas/asset/seed/views.ts';
