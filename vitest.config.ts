import { defineConfig } from 'vitest/config';

/** One project per kind of test: the suffix of a file is its kind. Engine and int need the local endpoint. */
const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/**/*.${name}.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('prop', { testTimeout: 30_000 }),
      project('contract'),
      project('cdk', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('engine', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('int', { testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
});
