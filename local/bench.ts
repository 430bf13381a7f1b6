import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { deploy, outputsFile } from './deploy.ts';
import { environment, startEngine } from './engine.ts';
import { root } from './folders.ts';
import { onShutdown, shutDown } from './shutdown.ts';

/**
 * Runs `bench/*.bench.ts`, then `bench/*.engine.ts` on a deployed engine; `--no-engine` leaves those out. Words choose the files whose
 * names hold one of them. Benches print; they never judge.
 */
const args = process.argv.slice(2);
const words = args.filter((arg) => !arg.startsWith('--'));
const isWanted = (file: string) => words.length === 0 || words.some((word) => file.includes(word));
const wanted = (suffix: string) =>
  readdirSync(join(root, 'bench'))
    .filter((file) => file.endsWith(suffix) && isWanted(file))
    .toSorted();
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

const runAll = async (files: readonly string[], env: NodeJS.ProcessEnv) => {
  for (const file of files) await run('node', [join('bench', file)], { cwd: root, env, log: print });
};

await runAll(wanted('.bench.ts'), process.env);

const onEngine = args.includes('--no-engine') ? [] : wanted('.engine.ts');
if (onEngine.length > 0) {
  const engine = await startEngine({ log: say });
  onShutdown(() => engine.stop());
  const started = performance.now();
  await deploy({ engine, stage: 'local', log: () => {} });
  say(`Build, synthesis and deployment took ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await runAll(onEngine, { ...environment(engine), CHARIOT_OUTPUTS: outputsFile(engine) });
}
await shutDown(0);
