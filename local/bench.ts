import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wrongUsage } from '../cli/exit.ts';
import { run } from './command.ts';
import { deploy, outputsFile } from './deploy.ts';
import { environment, startEngine } from './engine.ts';
import { root } from './folders.ts';
import { onShutdown, shutDown } from './shutdown.ts';
import { parseWords, wordsOf } from './words.ts';

const usage = `Usage: npm run bench -- [--no-engine] [NAME...]

Runs bench/*.bench.ts, then bench/*.engine.ts on a deployed engine. Benches print; they never judge.

  NAME         only the files whose names hold one of these words
  --no-engine  leave out those that need the engine
`;

interface Benches {
  readonly inProcess: readonly string[];
  readonly onEngine: readonly string[];
}

/** The files that the words name. A word that names none is a mistake, and hides behind the others. */
function readBenches(words: readonly string[]): Benches {
  const { values, positionals } = parseWords(words, {
    allowPositionals: true,
    options: { 'no-engine': { type: 'boolean', default: false } },
  });
  const suffixes = values['no-engine'] ? ['.bench.ts'] : ['.bench.ts', '.engine.ts'];
  const files = readdirSync(join(root, 'bench')).filter((file) => suffixes.some((end) => file.endsWith(end)));
  const lost = positionals.find((word) => !files.some((file) => file.includes(word)));
  if (lost !== undefined)
    throw wrongUsage(`No bench has "${lost}" in its name. Known are: ${files.join(', ')}`);
  const wanted = files
    .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
    .toSorted();
  return {
    inProcess: wanted.filter((file) => file.endsWith('.bench.ts')),
    onEngine: wanted.filter((file) => file.endsWith('.engine.ts')),
  };
}

const { inProcess, onEngine } = wordsOf(usage, readBenches);
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

const runAll = async (files: readonly string[], env: NodeJS.ProcessEnv) => {
  for (const file of files) await run('node', [join('bench', file)], { cwd: root, env, log: print });
};

await runAll(inProcess, process.env);

if (onEngine.length > 0) {
  const engine = await startEngine({ log: say });
  onShutdown(() => engine.stop());
  const started = performance.now();
  await deploy({ engine, stage: 'local', log: () => {} });
  say(`Build, synthesis and deployment took ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await runAll(onEngine, { ...environment(engine), CHARIOT_OUTPUTS: outputsFile(engine) });
}
await shutDown(0);
