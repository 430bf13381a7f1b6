/** One line of a story: when, which process, what it did, what went wrong with it, and what came of it. */
export interface Line {
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly fault?: string | undefined;
  result?: string | undefined;
  /** It tells nothing that the other lines of a process without faults do not tell, too. */
  readonly minor?: boolean;
}

const clockTime = (at: number): string => new Date(at).toISOString().slice(5, 23).replace('T', ' ');

/** What happened in a run, in order, for people. A run that is only judged tells none, as words take longer than what they tell. */
export class Story {
  readonly lines: Line[] = [];

  tell(line: Line): Line {
    this.lines.push(line);
    return line;
  }

  /** `short`: without what is of no interest where nothing went wrong. */
  text({ short = false } = {}): string {
    const faulty = new Set(this.lines.filter(({ fault }) => fault).map(({ who }) => who));
    const lines = this.lines.filter(({ minor, who }) => !short || !minor || faulty.has(who));
    const width = Math.max(...lines.map(({ who }) => who.length), 4);
    return lines
      .map(({ at, who, what, fault, result }, index) => {
        const number = String(index + 1).padStart(4);
        const head = `${number}. ${clockTime(at)}  ${who.padEnd(width)}  ${what}${result ? ` -> ${result}` : ''}`;
        return fault ? `${head}\n${' '.repeat(28 + width - 2)}! ${fault}` : head;
      })
      .join('\n');
  }
}
