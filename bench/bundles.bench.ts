import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../bin/build.ts';
import { bundleFolder } from '../lib/bundle-folder.ts';
import { bundleAsCdkDoes } from './cdk-defaults.ts';
import { functionEnvironments } from './function-environments.ts';
import { type Figure, figures, median } from './print.ts';

// The bundles that Lambda loads at a cold start, and the processor time that a fresh Node process takes to load them.
// Beside them are the same functions as the CDK's NodejsFunction would bundle them. Sizes are compared with the
// default that holds the SDK, too; times with the default that takes the SDK from the runtime. A function with one
// processor waits for processor time, and other programs hardly change it.

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const KB = 1024;

const bundles = await build();
const names = bundles.map(({ name }) => name);
const environments = await functionEnvironments();
const fileOf = (name: string) => {
  const [service = '', entry = ''] = name.split('-');
  return join(bundleFolder(service, entry), 'index.js');
};
const external = await bundleAsCdkDoes(names, 'external');
const bundled = await bundleAsCdkDoes(names, 'bundled');

const LOAD = `const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);`;

function initOnce(env: NodeJS.ProcessEnv, file: string): number {
  const args = ['--input-type=module', '--eval', LOAD, pathToFileURL(file).href];
  return Number(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}

/** One run of each in turn, so that a busy moment of the machine meets both. */
function initTimes(name: string): { ours: number; theirs: number } {
  const [ours, theirs]: [number[], number[]] = [[], []];
  const env = environments(name);
  // By default the CDK makes no source maps, and Node is not asked to read any.
  const { NODE_OPTIONS: _, ...plain } = env;
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(initOnce(env, fileOf(name)));
    theirs.push(initOnce(plain, external(name)));
  }
  return { ours: median(ours), theirs: median(theirs) };
}

const sizes: Figure[] = [];
const times: Figure[] = [];
for (const { name, bytes } of bundles) {
  const small = name.endsWith('-commands') || name.endsWith('-authorizer');
  sizes.push({ name: `${name}: KB`, value: bytes / KB, ...(small && { aim: { atMost: 400 } }) });
  const share = bytes / statSync(bundled(name)).size;
  sizes.push({ name: `${name}: share of the CDK's default`, value: share, digits: 2, aim: { atMost: 0.65 } });
  const { ours, theirs } = initTimes(name);
  times.push({ name: `${name}: ms`, value: ours });
  times.push({
    name: `${name}: share of the CDK's default`,
    value: ours / theirs,
    digits: 2,
    aim: { atMost: 0.6 },
  });
}
figures('Bundles', sizes);
figures('Init', times);
