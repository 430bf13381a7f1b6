import { SingleBar } from 'cli-progress';
import { printable } from './output.ts';
import type { Terminal } from './terminal.ts';

export interface Bar {
  /** `done` of `total`; a total that becomes known later may be given then. */
  update(done: number, total?: number): void;
  /** Takes the bar off the screen: only the command's answer remains. */
  end(): void;
}

const silent: Bar = { update: () => undefined, end: () => undefined };

export interface Count {
  update(count: number): void;
  /** Takes the count off the screen. */
  end(): void;
}

const COLUMN_ONE = '\r\u001b[2K';

/**
 * A line on stderr that counts what has no known total, or nothing at all where stderr is not a terminal.
 *
 *     const count = startCount(terminal, 'reading assets');
 */
export function startCount(terminal: Terminal, label: string): Count {
  if (!terminal.interactive) return silent;
  const show = (count: number) =>
    terminal.stderr.write(`${COLUMN_ONE}${printable(label)}: ${count.toLocaleString('en')}`);
  show(0);
  return { update: show, end: () => void terminal.stderr.write(COLUMN_ONE) };
}

/**
 * A bar on stderr, or nothing at all where stderr is not a terminal. `label` may come from outside.
 *
 *     const bar = startBar(terminal, 'scan.xml upload', size);
 *     try { ...; bar.update(bytes); } finally { bar.end(); }
 */
export function startBar(terminal: Terminal, label: string, total: number): Bar {
  if (!terminal.interactive) return silent;
  const bar = new SingleBar({
    stream: terminal.stderr,
    format: `${printable(label)}  {bar}  {percentage} %`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 24,
    clearOnComplete: true,
    // The library would keep Ctrl-C for itself and go on.
    gracefulExit: false,
    linewrap: true,
  });
  bar.start(Math.max(1, total), 0);
  return {
    update: (done, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(Math.max(1, newTotal));
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
