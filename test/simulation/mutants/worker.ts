import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Mutant } from './mutant.ts';

/** A thread of its own, whose modules are the real ones but for one guard in one file. */
const mutant = workerData as Mutant;
const root = join(import.meta.dirname, '../../..');
const mutated = pathToFileURL(join(root, mutant.file)).href;

const source = readFileSync(join(root, mutant.file), 'utf8');
if (source.split(mutant.snippet).length !== 2)
  throw new Error(`${mutant.file} does not hold the guard once: ${mutant.snippet}`);

let loaded = false;
registerHooks({
  load(url, context, next) {
    const module = next(url, context);
    if (url !== mutated) return module;
    loaded = true;
    return { ...module, source: source.replace(mutant.snippet, () => mutant.replacement) };
  },
});

const { firstNoticed } = await import('./first-noticed.ts');
const noticed = await firstNoticed(mutant);
if (!loaded) throw new Error(`no scenario runs ${mutant.file}`);
parentPort?.postMessage(noticed);
