import { MAX_TOKEN } from './limits.ts';
import { ScanProblem } from './scan-problem.ts';

/** Cuts a text that arrives in pieces into its lines, with any line ends, and tells of each with its number from 1. */
export class TextLines {
  private readonly onLine: (line: string, number: number) => void;
  private rest = '';
  private number = 0;

  constructor(onLine: (line: string, number: number) => void) {
    this.onLine = onLine;
  }

  write(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.tell(line);
    if (this.rest.length <= MAX_TOKEN) return;
    throw new ScanProblem('too-long', `One line has more than ${MAX_TOKEN} characters`, {
      line: this.number + 1,
      column: 1,
    });
  }

  end(): void {
    if (this.rest !== '') this.tell(this.rest);
  }

  private tell(line: string): void {
    this.number += 1;
    this.onLine(line.replace(/\r$/, ''), this.number);
  }
}
