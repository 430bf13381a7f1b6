import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulation/simulate.ts';

const root = join(import.meta.dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const commands = Object.keys(scripts);

/** Runs a command as npm does, without the look at the machine. */
function run(command: string, ...words: string[]) {
  const options = { cwd: root, encoding: 'utf8', timeout: 30_000 } as const;
  return spawnSync(process.execPath, [join('local', `${command}.ts`), ...words], options);
}

const WRONG: [string[], string][] = [
  [['simulate', '--scenario', 'rase'], 'No scenario has "rase" in its name. Known are: '],
  [['simulate', '--seeds', 'abc'], '"seeds" must be a whole number, 1 or more'],
  [['simulate', '--seeds', '-5'], '--seeds'],
  [['bench', '--no-engine', 'nosuch'], 'No bench has "nosuch" in its name. Known are: '],
  [['bench', '--no-engine', 'bundles', 'nosuch'], 'No bench has "nosuch" in its name. Known are: '],
  [['bench', '--no-engine', 'import-rate'], 'No bench has "import-rate" in its name. Known are: '],
  ...commands.map((command): [string[], string] => [[command, '--nonsense'], "'--nonsense'"]),
];

describe('the words of the commands of npm', () => {
  it.each(WRONG)('%j are refused in one line with the usage, and with 2', ([command = '', ...words], why) => {
    const { status, stdout, stderr } = run(command, ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const [said, usage, ...more] = stderr.trimEnd().split('\n');
    expect(said).toContain(why);
    expect(usage).toMatch(/^Usage: npm /);
    expect(more).toEqual([]);
  });

  it.each(commands)('%s explains itself with --help', (command) => {
    const { status, stdout } = run(command, '--help');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^Usage: npm /) });
  });
});

it.each([{ scenario: 'nosuch' }, { seeds: Number.NaN }, { seeds: 1.5 }, { from: 0 }])(
  'a simulation of %j rejects, as it would run nothing',
  async (wrong) => {
    const silent = { story: false, print: () => undefined };
    await expect(simulate({ seeds: 1, from: 1, ...silent, ...wrong })).rejects.toThrow(/must be|No scenario/);
  },
);
