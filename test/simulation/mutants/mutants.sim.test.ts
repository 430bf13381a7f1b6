import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import type { Mutant, Noticed } from './mutant.ts';
import { harmless, mutants } from './mutants.ts';

const run = (mutant: Mutant): Promise<Noticed | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: mutant, execArgv: [] });
    worker.once('message', (noticed: Noticed | undefined) => {
      resolve(noticed);
      void worker.terminate();
    });
    worker.once('error', reject);
  });

const table: string[] = [];
afterAll(() => {
  process.stderr.write(`${table.join('\n')}\n`);
});

describe('The simulation notices that the code lacks', () => {
  for (const mutant of mutants) {
    it(`${mutant.guard} (within ${mutant.within} seeds of "${mutant.scenario}")`, async () => {
      const noticed = await run(mutant);
      expect(noticed, 'no seed noticed').toBeDefined();
      const files = mutant.edits.map(({ file }) => file).join(', ');
      table.push(
        `seed ${String(noticed?.seed).padStart(3)}  ${mutant.guard}  (${files}): ${noticed?.how.slice(0, 120)}`,
      );
    });
  }
});

describe('The simulation is not disturbed by the loss of', () => {
  for (const mutant of harmless) {
    it(`${mutant.guard} (in ${mutant.within} seeds of "${mutant.scenario}")`, async () => {
      expect(await run(mutant)).toBeUndefined();
    });
  }
});
