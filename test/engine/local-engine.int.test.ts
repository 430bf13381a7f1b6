import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from './fixture.ts';

const engineModule = new URL('../../local/engine.ts', import.meta.url).href;
const shutdownModule = new URL('../../local/shutdown.ts', import.meta.url).href;

/** A program that starts an engine, says where it is, and stays. */
const program = `
import { startEngine } from '${engineModule}';
import { onShutdown } from '${shutdownModule}';
const engine = await startEngine({ log: () => {} });
onShutdown(() => engine.stop());
console.log(JSON.stringify({ endpoint: engine.endpoint, folder: engine.folder, pid: engine.pid }));
setInterval(() => {}, 1000);
`;

interface Started {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly folder: string;
  readonly pid?: number;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(endpoint?: string): Promise<Started> {
  const { AWS_ENDPOINT_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: endpoint ? { ...env, AWS_ENDPOINT_URL: endpoint } : env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) return { child, ...JSON.parse(line) };
  throw new Error('the engine did not start');
}

const answers = async (endpoint: string) => {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok;
  } catch {
    return false;
  }
};
const gone = (endpoint: string) =>
  eventually('the engine to be gone', async () => !(await answers(endpoint)));

describe('a local engine', () => {
  it('ends with the process that started it, even when that is killed, and leaves no files', async () => {
    const { child, endpoint, folder } = await start();
    expect(await answers(endpoint)).toBe(true);
    child.kill('SIGKILL');
    await gone(endpoint);
    expect(existsSync(folder)).toBe(false);
  });

  it('ends when its process is told to', async () => {
    const { child, endpoint, folder } = await start();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(await answers(endpoint)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('runs beside another in the same checkout', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(first.endpoint).not.toBe(second.endpoint);
    first.child.kill('SIGKILL');
    await gone(first.endpoint);
    expect(await answers(second.endpoint)).toBe(true);
  });

  it('is the one that the user names, and then is not stopped', async () => {
    const { endpoint } = await start();
    const guest = await start(`${endpoint}/`);
    expect(guest).toMatchObject({ endpoint });
    expect(guest.pid).toBeUndefined();
    const ended = new Promise((resolve) => guest.child.once('exit', resolve));
    guest.child.kill('SIGTERM');
    await ended;
    expect(await answers(endpoint)).toBe(true);
  });
});
