// Runs on Node 20 with nothing installed, hence plain JavaScript. It looks at the machine, installs the packages of
// package-lock.json, and hands over to the Node 24 among them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const node24 = join(bin, 'node');
const commands = ['start', 'test', 'check', 'build', 'bench', 'generate', 'new', 'simulate'];
const needEngine = ['start', 'test', 'bench'];

/** @param {string} text Progress goes to stderr: stdout belongs to the command's own answer. */
const say = (text) => process.stderr.write(`${text}\n`);

/**
 * @param {string} what The missing thing
 * @param {string} remedy The one command that brings it
 * @returns {never}
 */
function lacks(what, remedy) {
  say(`${what}\n  ${remedy}`);
  process.exit(1);
}

/** @param {string} debian @param {string} mac Package names: one command for the machine at hand. */
function installWith(debian, mac) {
  if (process.platform === 'darwin') return `brew install ${mac}`;
  if (existsSync('/usr/bin/dnf')) return `sudo dnf install -y ${mac.replace('@3.12', '3')}`;
  return `sudo apt-get install -y ${debian}`;
}

/** @returns {string} The first Python on the PATH that is new enough and can build a virtual environment. */
function findPython() {
  const probe = 'import sys; print(sys.version_info[:2] >= (3, 10)); import venv, ensurepip';
  let newEnough = '';
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']) {
    const run = spawnSync(name, ['-c', probe], { encoding: 'utf8' });
    if (run.error || !run.stdout.startsWith('True')) continue;
    if (run.status === 0) return name;
    newEnough ||= name;
  }
  if (newEnough) {
    lacks(`${newEnough} has no venv module. Get it with:`, installWith('python3-venv', 'python@3.12'));
  }
  return lacks(
    'Python 3.10 or newer is missing. Get it with:',
    installWith('python3 python3-venv', 'python@3.12'),
  );
}

/** @param {string} command @returns {Record<string, string>} The facts of the machine for the command. */
function lookAtMachine(command) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    lacks(
      `Node ${process.versions.node} is too old, 20 or newer is needed. Get it with:`,
      'npx --yes -p node@24 npm start',
    );
  }
  const engineless = !needEngine.includes(command) || process.argv.includes('--no-engine');
  if (engineless || process.env.AWS_ENDPOINT_URL) return {};
  if (spawnSync('git', ['--version']).error) lacks('git is missing. Get it with:', installWith('git', 'git'));
  return { CHARIOT_PYTHON: findPython() };
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} */
function lockedPackages(file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {};
}

/** Versions are compared, not dates: a checkout touches files, and a copied folder keeps old dates. */
function isInstalled() {
  if (!existsSync(node24)) return false;
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * One installer at a time in a checkout: `npm ci` empties node_modules first.
 * @param {() => void} work
 */
async function alone(work) {
  mkdirSync(join(root, '.local'), { recursive: true });
  const lock = join(root, '.local', 'install.pid');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
      if (owner && !isAlive(owner)) rmSync(lock, { force: true });
      else await delay(300);
    }
  }
  process.once('exit', () => rmSync(lock, { force: true }));
  work();
  rmSync(lock, { force: true });
}

function installPackages() {
  if (isInstalled()) return;
  const started = Date.now();
  say('Installing the packages of package-lock.json ...');
  const npm = process.env.npm_execpath;
  const [file, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const run = spawnSync(file, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.error || run.status !== 0 || !existsSync(node24)) {
    lacks('The packages could not be installed (see above). Try it alone with:', 'npm ci');
  }
  say(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} found */
function handOver(command, args, found) {
  const PATH = [bin, process.env.PATH ?? ''].join(delimiter);
  // The channel tells the command that this process is gone, even when it was killed outright.
  const child = spawn(node24, [join(root, 'local', `${command}.ts`), ...args], {
    cwd: process.cwd(),
    env: { ...process.env, ...found, PATH },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends Ctrl-C to the whole group itself.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) =>
    lacks(`Node 24 does not start (${error.message}). Install again with:`, 'npm ci'),
  );
  child.on('exit', (code) => process.exit(code ?? 1));
}

const [command = '', ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  lacks(`Unknown command "${command}". Known are:`, commands.map((name) => `npm run ${name}`).join(', '));
}
const found = lookAtMachine(command);
if (!isInstalled()) await alone(installPackages);
handOver(command, args, found);
