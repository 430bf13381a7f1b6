import type { Reading, ScanReader } from '../format.ts';
import { recordRun } from '../scan-run.ts';
import { TextLines } from '../text-lines.ts';
import { entryReader, type MasscanEntry } from './masscan-reader.ts';

const STATUS = /^(open|closed|unknown) (\w+) (\d+) (\S+) (\d+)\s*$/;
const BANNER = /^banner (\w+) (\d+) (\S+) (\d+) (\S+) (.*)$/;

/** Reads `open tcp 80 192.0.2.1 1790000000` and `banner tcp 80 192.0.2.1 1790000000 http ...`, a line each. */
export function readMasscanList(reading: Reading): ScanReader {
  const run = recordRun('masscan');
  const read = entryReader(reading, run);
  const lines = new TextLines((line, number) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const entry = entryOf(line);
    if (entry) read(entry, { fromLine: number, toLine: number });
    else reading.warn('A line is none of masscan, and was left out', number);
  });
  return {
    write: (text) => lines.write(text),
    end() {
      lines.end();
      return run.end();
    },
  };
}

function entryOf(line: string): MasscanEntry | undefined {
  const [, status, protocol, port, address, seconds] = STATUS.exec(line) ?? [];
  if (status !== undefined) return { status, protocol, port, address, seconds };
  const [, bannered, on, host, at, service, banner] = BANNER.exec(line) ?? [];
  if (bannered === undefined) return undefined;
  return { protocol: bannered, port: on, address: host, seconds: at, service, banner, status: undefined };
}
