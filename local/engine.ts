import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgressLog } from './command.ts';
import { newRunFolder, root } from './folders.ts';
import { installedPython, launcher } from './ministack.ts';

/** A running AWS endpoint. */
export interface Engine {
  /** Without a slash at the end. */
  readonly endpoint: string;
  /**
   * The environment of a program that uses it: AWS_ENDPOINT_URL, credentials, region. Give a child
   * `environment(engine)`.
   */
  readonly env: Record<string, string>;
  /** Undefined when the endpoint is somebody else's. */
  readonly pid: number | undefined;
  /** Of this run; wiped by stop(). The engine writes `engine.log` here. */
  readonly folder: string;
  /** Ends the engine and the functions that it runs. May be called more than once. */
  stop(): Promise<void>;
}

/** The engine ended or did not answer in time. The message holds the end of its log. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
}

const startupMilliseconds = 60_000;

const credentials = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_PROXY: '127.0.0.1,localhost',
  no_proxy: '127.0.0.1,localhost',
});

/** The environment of a program that is to use the engine, and nothing else of AWS that the user has configured. */
export function environment(engine: Pick<Engine, 'env'>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...Object.fromEntries(others), PATH, ...engine.env };
}

/** The engine that the user named in AWS_ENDPOINT_URL, as the user configured it. */
function configuredEngine(endpoint: string): Engine {
  const theirs = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const fixed = Object.fromEntries(theirs.map(([name, value]) => [name, value ?? '']));
  const folder = newRunFolder();
  const stop = async () => rmSync(folder, { recursive: true, force: true });
  const trimmed = endpoint.replace(/\/+$/, '');
  return { endpoint: trimmed, env: { ...credentials(trimmed), ...fixed }, pid: undefined, folder, stop };
}

/** Each execution is a process of its own, which takes half a second of a core to start. */
const EXECUTIONS_PER_CORE = 8;

function serverEnvironment(folder: string): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  // Functions are unpacked here. They must not take our own package.json for theirs ("type": "module").
  writeFileSync(join(temporary, 'package.json'), '{}');
  // Lambda's runtime has the AWS SDK, which CDK's own functions rely on; nothing else of ours may leak in.
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime);
  symlinkSync(join(root, 'node_modules', '@aws-sdk'), join(runtime, '@aws-sdk'));
  return {
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    HOME: folder,
    LANG: 'C.UTF-8',
    TMPDIR: temporary,
    NODE_PATH: runtime,
    CHARIOT_RUN_DIR: folder,
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AUTH: 'true',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DYNAMODB_TTL_SECONDS: '5',
    LAMBDA_ACCOUNT_CONCURRENCY: String(EXECUTIONS_PER_CORE * availableParallelism()),
    LAMBDA_SLOT_WAIT_SECONDS: '25',
    LOG_LEVEL: process.env.CHARIOT_ENGINE_LOG ?? 'WARNING',
  };
}

function launch(python: string, folder: string): ChildProcess {
  const log = openSync(join(folder, 'engine.log'), 'a');
  try {
    return spawn(python, [launcher], {
      cwd: folder,
      env: serverEnvironment(folder),
      // The pipe at 0 ends with this process, and the engine with it.
      stdio: ['pipe', log, log, 'pipe'],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function logTail(folder: string): string {
  const file = join(folder, 'engine.log');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-30).join('\n') : '';
}

async function announcedPort(child: ChildProcess): Promise<string> {
  let text = '';
  const pipe = child.stdio[3] as Readable;
  for await (const chunk of pipe) text += String(chunk);
  return text;
}

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function untilHealthy(child: ChildProcess, folder: string): Promise<string> {
  const deadline = Date.now() + startupMilliseconds;
  const failed = (what: string) => new EngineFailed(`MiniStack ${what}.\n${logTail(folder)}`);
  const port = await Promise.race([announcedPort(child), delay(startupMilliseconds, '', { ref: false })]);
  if (!port) throw failed('ended before it listened');
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await isHealthy(endpoint))) {
    if (child.exitCode !== null || child.signalCode !== null) throw failed('ended at its start');
    if (Date.now() > deadline) throw failed(`did not answer within ${startupMilliseconds / 1000} s`);
    await delay(50);
  }
  return endpoint;
}

/** Ends the whole group, as functions run in processes of their own; nothing in memory is worth a slow goodbye. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already, as wanted.
  }
}

function ender(child: ChildProcess, folder: string): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const atExit = () => killGroup(child);
  process.once('exit', atExit);
  return async () => {
    killGroup(child);
    await ended;
    process.off('exit', atExit);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}

/**
 * Starts MiniStack on a free loopback port with IAM enforcement, or takes the endpoint of AWS_ENDPOINT_URL as it is.
 * The engine ends with this process, however that ends. Throws EngineFailed, CommandFailed (installation).
 *
 * const engine = await startEngine({ log: console.error }); onShutdown(() => engine.stop());
 */
export async function startEngine({ log }: { log: ProgressLog }): Promise<Engine> {
  const configured = process.env.AWS_ENDPOINT_URL;
  if (configured) {
    log(`Using the AWS endpoint ${configured}`);
    return configuredEngine(configured);
  }
  const python = await installedPython(log);
  const folder = newRunFolder();
  log('Starting MiniStack');
  const child = launch(python, folder);
  const stop = ender(child, folder);
  child.once('exit', () => killGroup(child));
  try {
    const endpoint = await untilHealthy(child, folder);
    log(`MiniStack listens at ${endpoint}`);
    return { endpoint, env: credentials(endpoint), pid: child.pid, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
