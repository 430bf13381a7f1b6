import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { deploy, outputsFile } from './deploy.ts';
import { environment, startEngine } from './engine.ts';
import { root } from './folders.ts';
import { onShutdown, shutDown } from './shutdown.ts';

/** Runs `bench/*.bench.ts`, or those whose names hold one of the given words, on a deployed engine. They print; they never judge. */
const words = process.argv.slice(2);
const wanted = readdirSync(join(root, 'bench')).filter(
  (file) => file.endsWith('.bench.ts') && (words.length === 0 || words.some((word) => file.includes(word))),
);
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

const engine = await startEngine({ log: say });
onShutdown(() => engine.stop());
const started = performance.now();
await deploy({ engine, stage: 'local', log: () => {} });
say(`Build, synthesis and deployment took ${((performance.now() - started) / 1000).toFixed(1)} s`);
const env = { ...environment(engine), CHARIOT_OUTPUTS: outputsFile(engine) };
for (const file of wanted.toSorted()) {
  await run('node', [join('bench', file)], { cwd: root, env, log: print });
}
await shutDown(0);
