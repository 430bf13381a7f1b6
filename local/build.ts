import { build } from '../bin/build.ts';

for (const { name, bytes } of await build()) {
  process.stderr.write(`${name.padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} KB\n`);
}
