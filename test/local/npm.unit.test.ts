import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

const npmStart = (...words: string[]) =>
  spawnSync('npm', ['start', '--', ...words], { cwd, encoding: 'utf8', timeout: 60_000 });

// npm's banner once stood before the JSON document, and no program could read it.
describe('npm start', () => {
  it('prints nothing of its own on stdout, and names a wrong word on stderr', () => {
    const { status, stdout, stderr } = npmStart('--colour');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('--colour');
  });

  it('answers a missing file as one JSON document before anything is started', () => {
    const { status, stdout } = npmStart('--once', '--json', 'no-such-scan.xml');
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error.message).toContain('no-such-scan.xml');
  });
}, 60_000);
