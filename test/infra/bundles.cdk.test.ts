import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, build } from '../../bin/build.ts';
import { bundleFolder } from '../../lib/bundle-folder.ts';
import { at, functionsOf, type Synthesized, synthesize } from './synth.ts';

const KB = 1024;

/** What Lambda itself puts into a function's environment. */
const byLambda = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_SESSION_TOKEN: 'x',
};
let bundles: readonly Bundle[];
beforeAll(async () => {
  bundles = await build();
});

const folderOf = (name: string): string => {
  const [service = '', entry = ''] = name.split('-');
  return bundleFolder(service, entry);
};

/** What a function is told by its environment, as the template says it; references are filled in with something of their form. */
function environmentOf(platform: Synthesized, name: string): Record<string, string> {
  const found = functionsOf(platform).find((fn) => fn.name === `chariot-local-${name}`);
  const variables = at<Record<string, unknown>>(found?.properties, 'Environment', 'Variables');
  const entries = Object.entries(variables).map(([key, value]) => {
    if (typeof value === 'string') return [key, value];
    return [key, key.endsWith('_URL') || key.endsWith('ISSUER') ? 'http://127.0.0.1/x' : 'x'];
  });
  return Object.fromEntries(entries);
}

describe('the bundle of every function', () => {
  it('is there for each function of the template, and for no other', async () => {
    const platform = await synthesize('local');
    const deployed = functionsOf(platform).map(({ name }) => name.replace('chariot-local-', ''));
    expect(bundles.map(({ name }) => name).sort()).toEqual(deployed.sort());
  });

  it('lies in a folder of its own, with its source map and nothing else', () => {
    for (const { name } of bundles)
      expect(readdirSync(folderOf(name)).sort()).toEqual(['index.js', 'index.js.map']);
  });

  it('starts with the environment of its template, and has a handler', async () => {
    const platform = await synthesize('local');
    const load = 'const { handler } = await import(process.argv[1]); process.stdout.write(typeof handler)';
    for (const { name } of bundles) {
      const env = { PATH: process.env.PATH, ...byLambda, ...environmentOf(platform, name) };
      const args = ['--input-type=module', '--eval', load, join(folderOf(name), 'index.js')];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      expect(stdout, name).toBe('function');
    }
  });

  it('is small, so that a cold start is short', () => {
    for (const { name, bytes } of bundles) {
      const limit = name.endsWith('-commands') || name.endsWith('-authorizer') ? 400 * KB : 600 * KB;
      expect(bytes, name).toBeLessThanOrEqual(limit);
    }
  });

  it('is made again only when something of it has changed', async () => {
    const stampOf = () => readFileSync(join(folderOf('asset-relay'), '..', '..', 'stamp.json'), 'utf8');
    const made = await build();
    const before = stampOf();
    const writtenAt = () => statSync(join(folderOf('asset-relay'), 'index.js')).mtimeMs;
    const first = writtenAt();
    expect(await build()).toEqual(made);
    expect(stampOf()).toBe(before);
    expect(writtenAt()).toBe(first);
  });
});
