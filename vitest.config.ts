import { defineConfig } from 'vitest/config';

/**
 * One project per kind of test: the suffix of a file is its kind. Engine and int need the local endpoint. A time limit only ends a test that
 * hangs, so that a busy machine fails none: it is many times what the slowest one takes on a quiet machine.
 */
const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/**/*.${name}.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('prop', { testTimeout: 240_000 }),
      project('contract', { testTimeout: 120_000, hookTimeout: 120_000 }),
      project('cdk', { testTimeout: 240_000, hookTimeout: 240_000 }),
      project('sim', { testTimeout: 600_000, isolate: false }),
      project('engine', { testTimeout: 300_000, hookTimeout: 300_000 }),
      project('int', { testTimeout: 600_000, hookTimeout: 600_000 }),
    ],
  },
});
