import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MINUTES = 60_000;
const bin = join(process.cwd(), 'node_modules', '.bin');
let checkout: string;

/** Every file of the repository that git would commit, as it is now. */
function copyOfRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chariot-new-'));
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  for (const path of stdout.split('\n').filter((line) => line !== '' && existsSync(line))) {
    cpSync(path, join(folder, path));
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs a program in the checkout. Rejects with all that it printed where it fails. */
async function run(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      cwd: checkout,
      maxBuffer: 2 ** 26,
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
    });
    return `${stdout}${stderr}`;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  }
}

const make = (...words: string[]): Promise<string> => run(process.execPath, 'local/new.ts', ...words);

beforeAll(() => {
  checkout = copyOfRepository();
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('npm run new', () => {
  it.each([
    [['service', 'Risk', 'Risk'], 'use one word in lower case'],
    [['service', 'risk', 'Asset'], 'Asset is an aggregate of the asset service'],
    [['service', 'asset', 'Risk'], 'schemas/asset exists already'],
    [['route', 'risk', 'Risk', 'closeRisk'], 'Known are: account, asset, capability'],
    [['event', 'asset', 'Risk', 'RiskClosed'], 'Known are: Asset, Seed, Import'],
    [['event', 'asset', 'Seed', 'SeedAdded'], 'an event of this name is published'],
    [['table', 'risk'], 'npm run new -- service NAME AGGREGATE'],
  ])('refuses %j, says what is allowed, and writes nothing', async (words, allowed) => {
    const refused = await make(...words).catch(String);
    expect(refused).toContain(allowed);
    expect(refused).not.toContain('wrote');
  });

  it(
    'makes a service, routes and an event that pass the types, the style and the tests',
    async () => {
      await make('service', 'risk', 'Risk');
      await make('route', 'risk', 'Risk', 'closeRisk');
      await make('route', 'risk', 'Risk', 'getRiskScore');
      expect(await make('event', 'risk', 'Risk', 'RiskClosed')).toContain('Left to fill in:');

      const tests = [
        'test/house',
        'test/schemas',
        'test/risk',
        '--exclude',
        'test/house/new.contract.test.ts',
      ];
      const [passed] = await Promise.all([
        run(join(bin, 'vitest'), 'run', '--maxWorkers=1', '--reporter=verbose', ...tests),
        run(join(bin, 'tsc'), '--project', '.'),
        run(join(bin, 'biome'), 'check', 'schemas', 'functions/risk', 'lib/risk-stack.ts', 'test/risk'),
      ]);
      for (const name of [
        'the service risk > has its function relay',
        'routes of all services > of risk are served once',
        'a risk > is created once, and described',
        'of Risk > RiskClosed.v1 is read today as what it means',
      ]) {
        expect(passed).toContain(name);
      }
    },
    10 * MINUTES,
  );
});
