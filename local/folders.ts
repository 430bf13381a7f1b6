import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout. */
export const root = dirname(import.meta.dirname);

/** Everything that the local engines leave on disk, in this checkout only. */
export const localFolder = join(root, '.local');

/** Whether there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Folders of runs in this checkout, with the process that owns each. */
export function runs(): { folder: string; alive: boolean }[] {
  if (!existsSync(localFolder)) return [];
  return readdirSync(localFolder).flatMap((name) => {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    return pid ? [{ folder: join(localFolder, name), alive: isAlive(Number(pid)) }] : [];
  });
}

/** A folder for one run of one engine. Folders of killed runs are removed on the way. */
export function newRunFolder(): string {
  for (const run of runs()) {
    if (!run.alive) rmSync(run.folder, { recursive: true, force: true });
  }
  mkdirSync(localFolder, { recursive: true });
  return mkdtempSync(join(localFolder, `run-${process.pid}-`));
}
