import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heading, row } from './print.ts';

// From sources to templates, by the ordinary command: once with nothing built, once with bundles that are up to date.

const root = new URL('..', import.meta.url);

function seconds(work: () => void): string {
  const started = performance.now();
  work();
  return ((performance.now() - started) / 1000).toFixed(1);
}

heading('Synthesis', ['seconds']);
for (const [name, prepare] of [
  ['prod, with bundling', () => rmSync(new URL('dist', root), { recursive: true, force: true })],
  ['prod, bundles up to date', () => {}],
] as const) {
  prepare();
  const output = mkdtempSync(join(tmpdir(), 'synthesis-'));
  const synthesise = () =>
    execFileSync('cdk', ['synth', '--quiet', '--context', 'stage=prod', '--output', output], {
      cwd: root,
      stdio: 'ignore',
    });
  row(name, [seconds(synthesise)]);
  rmSync(output, { recursive: true });
}
