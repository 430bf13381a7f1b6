import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Mutant, Noticed } from './mutant.ts';
import { mutants } from './mutants.ts';

const run = (mutant: Mutant): Promise<Noticed | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: mutant, execArgv: [] });
    worker.once('message', (noticed: Noticed | undefined) => {
      resolve(noticed);
      void worker.terminate();
    });
    worker.once('error', reject);
  });

describe('The simulation notices what is taken away of', () => {
  for (const mutant of mutants) {
    it(`${mutant.guard}: within ${mutant.within} seeds of "${mutant.scenario}"`, async () => {
      const noticed = await run(mutant);
      expect(noticed, 'no seed noticed').toBeDefined();
      process.stderr.write(`${mutant.guard}: seed ${noticed?.seed}, not true that ${noticed?.invariant}\n`);
    });
  }
});
