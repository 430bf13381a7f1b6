import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

interface Process {
  readonly pid: number;
  readonly environment: readonly string[];
}

/** The environment of a process; empty where it is gone by now, or somebody else's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function processes(): Process[] {
  if (existsSync('/proc/self/environ')) {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => ({ pid: Number(pid), environment: environmentOf(pid) }));
  }
  const lines = execFileSync('ps', ['eww', '-x', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => ({
    pid: Number.parseInt(line, 10),
    environment: line.split(/\s+/),
  }));
}

/** The processes in which this engine, and no other on the machine, runs copies of a function. */
function processesOf(functionName: string): number[] {
  const marks = [
    `AWS_LAMBDA_FUNCTION_NAME=${functionName}`,
    `AWS_ENDPOINT_URL=${process.env.AWS_ENDPOINT_URL}`,
  ];
  return processes()
    .filter(({ environment }) => marks.every((mark) => environment.includes(mark)))
    .map(({ pid }) => pid);
}

/** Sends a signal to every running copy of a function. Answers how many there were. */
function send(functionName: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): number {
  return processesOf(functionName).filter((pid) => {
    try {
      return process.kill(pid, signal);
    } catch {
      // It ended by itself since it was found.
      return false;
    }
  }).length;
}

/** Ends every running copy of a function as a power cut would. Answers how many there were. */
const kill = (functionName: string): number => send(functionName, 'SIGKILL');

/**
 * Kills a function at a certain moment of its work, however fast the machine is: it runs for a slice at a time, and is looked at while it
 * stands still. Answers false where that moment was over before.
 */
export async function killAmid(
  functionName: string,
  look: () => Promise<'before' | 'amid' | 'over'>,
  { sliceMs, seconds = 240 }: { readonly sliceMs: number; readonly seconds?: number },
): Promise<boolean> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; ) {
    await wait(sliceMs);
    send(functionName, 'SIGSTOP');
    try {
      const moment = await look();
      if (moment === 'amid') return kill(functionName) > 0;
      if (moment === 'over') return false;
    } finally {
      send(functionName, 'SIGCONT');
    }
  }
  throw new Error(`${functionName} did not come to that moment within ${seconds} s`);
}

/**
 * Kills a function again and again, each time after the next pause (milliseconds), until `work` is done. `onKill` looks at what the dead left.
 * Answers how many copies were killed, and what the work gave.
 */
export async function whileKilling<T>(
  functionName: string,
  pauses: readonly number[],
  work: () => Promise<T>,
  onKill: () => Promise<void> = async () => undefined,
): Promise<{ readonly killed: number; readonly result: T }> {
  const ended = new AbortController();
  const working = work().finally(() => ended.abort());
  let killed = 0;
  for (let round = 0; !ended.signal.aborted; round += 1) {
    await wait(pauses[round % pauses.length], undefined, { signal: ended.signal }).catch(() => undefined);
    const dead = kill(functionName);
    killed += dead;
    if (dead > 0) await onKill();
  }
  return { killed, result: await working };
}
