#!/usr/bin/env node
// Runs on the machine's own Node, 20 or newer, hence plain JavaScript: the command line itself needs the Node 24 that
// package-lock.json brings.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node24 = join(root, 'node_modules', '.bin', 'node');

if (!existsSync(node24)) {
  process.stderr.write(
    'chariot: the packages are not installed. Get them with:\n  npm ci   (or npm start, which also starts the platform here)\n',
  );
  process.exit(1);
}

function runOnNode24() {
  const child = spawn(node24, [join(root, 'bin', 'chariot.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the whole group itself; without one only this process gets it.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(
      `chariot: Node 24 does not start (${error.message}). Install again with:\n  npm ci\n`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

// npx puts node_modules/.bin on the PATH, and then this is the right Node already.
if (realpathSync(node24) === realpathSync(process.execPath)) await import('./chariot.ts');
else runOnNode24();
