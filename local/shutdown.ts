type Work = () => void | Promise<void>;

const works: Work[] = [];
let ending: Promise<void> | undefined;

async function runAll(): Promise<void> {
  for (const work of works.reverse()) {
    try {
      await work();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

/** Runs the registered work once, newest first; then ends the process with this code. */
export async function shutDown(code: number): Promise<never> {
  ending ??= runAll();
  await ending;
  process.exit(code);
}

/**
 * Registers work to do before this process ends on Ctrl-C, on SIGTERM, or because the process that started it is
 * gone. A signal that comes twice (terminal and npm both send it) counts once.
 */
export function onShutdown(work: Work): void {
  works.push(work);
  if (works.length > 1) return;
  process.on('SIGINT', () => void shutDown(130));
  process.on('SIGTERM', () => void shutDown(143));
  process.on('SIGHUP', () => void shutDown(129));
  process.on('disconnect', () => void shutDown(1));
  process.channel?.unref();
}
