import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ProgressLog, run } from './command.ts';
import { localFolder, root, runs } from './folders.ts';

const sources = join(root, 'local', 'ministack');

/** Program that runs MiniStack under this process; see its own text. */
export const launcher = join(sources, 'launch.py');

const python = (venv: string) => join(venv, 'bin', 'python');

function patches(): string[] {
  const names = readdirSync(sources).filter((name) => name.endsWith('.patch'));
  return names.sort().map((name) => join(sources, name));
}

function fingerprint(version: string): string {
  const hash = createHash('sha256').update(version);
  for (const file of [join(sources, 'requirements.txt'), ...patches()]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function removeOlder(current: string): void {
  if (runs().some((other) => other.alive)) return;
  for (const name of readdirSync(localFolder)) {
    const folder = join(localFolder, name);
    if (name.startsWith('ministack-') && folder !== current) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The Python of a private environment with MiniStack and our patches. It is built once for a set of requirements and
 * patches, beside its final place, and moved there when complete. A killed run leaves nothing half-made.
 */
export async function installedPython(log: ProgressLog): Promise<string> {
  const system = process.env.CHARIOT_PYTHON ?? 'python3';
  const at = { cwd: root, env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' } };
  const [version = ''] = await run(system, ['-c', 'import sys; print(sys.executable, sys.version)'], at);
  const home = join(localFolder, `ministack-${fingerprint(version)}`);
  if (existsSync(python(home))) return python(home);

  log('Installing MiniStack');
  mkdirSync(localFolder, { recursive: true });
  const draft = mkdtempSync(join(localFolder, `run-${process.pid}-venv-`));
  await run(system, ['-m', 'venv', draft], at);
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--no-compile',
    '-r',
    join(sources, 'requirements.txt'),
  ];
  await run(python(draft), install, at);
  const where = 'import ministack; print(ministack.__path__[0])';
  const [packageFolder = ''] = await run(python(draft), ['-c', where], at);
  // Git looks for a repository above and would then skip files that it ignores.
  const alone = {
    cwd: dirname(packageFolder),
    env: { ...at.env, GIT_CEILING_DIRECTORIES: dirname(dirname(packageFolder)) },
  };
  for (const patch of patches()) await run('git', ['apply', '--whitespace=nowarn', patch], alone);
  await run(python(draft), ['-m', 'compileall', '-q', packageFolder], at);
  move(draft, home);
  removeOlder(home);
  return python(home);
}

/** Another run may have built the same in the meantime; then its result is as good. */
function move(draft: string, home: string): void {
  try {
    renameSync(draft, home);
  } catch (error) {
    if (!existsSync(python(home))) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}
