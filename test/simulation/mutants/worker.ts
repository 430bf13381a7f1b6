import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Mutant } from './mutant.ts';

/** A thread of its own, whose modules are the real ones but for a few edits. */
const mutant = workerData as Mutant;
const root = join(import.meta.dirname, '../../..');

/** Edited sources, by the URLs of their files. */
const edited = new Map<string, string>();
for (const { file, snippet, replacement } of mutant.edits) {
  const path = join(root, file);
  const url = pathToFileURL(path).href;
  const source = edited.get(url) ?? readFileSync(path, 'utf8');
  if (source.split(snippet).length !== 2) throw new Error(`${file} does not hold the guard once: ${snippet}`);
  edited.set(
    url,
    source.replace(snippet, () => replacement),
  );
}

const unloaded = new Set(edited.keys());
registerHooks({
  load(url, context, next) {
    const module = next(url, context);
    const source = edited.get(url);
    unloaded.delete(url);
    return source === undefined ? module : { ...module, source };
  },
});

const { firstNoticed } = await import('./first-noticed.ts');
const noticed = await firstNoticed(mutant);
if (unloaded.size > 0) throw new Error(`no scenario runs ${[...unloaded].join(', ')}`);
parentPort?.postMessage(noticed);
