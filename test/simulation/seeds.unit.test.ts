import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarios } from './scenarios/index.ts';

it('runs ten thousand seeds at least in each check', () => {
  expect(scenarios.reduce((sum, { seeds }) => sum + seeds, 0)).toBeGreaterThanOrEqual(10_000);
});

it('runs each scenario in one test file of its own', () => {
  const folder = join(import.meta.dirname, 'scenarios');
  const tests = readdirSync(folder).filter((file) => file.endsWith('.sim.test.ts'));
  const texts = tests.map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(texts.filter((text) => text.includes('holds('))).toHaveLength(scenarios.length);
});
