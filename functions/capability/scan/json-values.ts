import { MAX_VALUE_CHARACTERS } from './limits.ts';
import { ScanProblem } from './scan-problem.ts';
import type { Warn } from './warnings.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands in the file: lines from 1. */
export interface Lines {
  readonly fromLine: number;
  readonly toLine: number;
}

export interface JsonValuesOptions {
  readonly onObject: (object: JsonObject, lines: Lines) => void;
  readonly warn: Warn;
}

/** Keys without quotes, as masscan of 2014 wrote them: `{ ip: "192.0.2.1" }`. */
const BARE_KEY = /([{,]\s*)([A-Za-z_][\w-]*)(\s*:)/g;
/** A comma was left out between two objects of a list. */
const MISSING_COMMA = /\}(\s*)\{/g;

const parseObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const parseMended = (text: string): JsonObject | undefined =>
  parseObject(text) ??
  parseObject(text.replace(BARE_KEY, '$1"$2"$3')) ??
  parseObject(text.replace(MISSING_COMMA, '},$1{'));

/** Whitespace, commas and byte order marks between values mean nothing. */
const isBetween = (character: string): boolean => /[\s,\ufeff]/.test(character);

/** Behind a list's bracket comes an object, a list or its end within so many characters; else it is text, as `[INF]`. */
const LIST_START = 200;

const TOKEN = /"((?:[^"\\]|\\.)*)"|[{}[\]:]/g;

const NOT_JSON = 'A line is not JSON, and was left out';
const BROKEN = 'A record is broken off, and was left out';
const OPEN_END = 'The closing bracket of the list is missing';

/**
 * Reads the objects of a JSON file while it arrives, whatever lies around them: lines, lists, lists in a row, laid-out
 * objects in a row, commas anywhere between values. Lines of another kind between them, and a record that a new one
 * interrupts, are counted as warnings.
 */
export class JsonValues {
  private readonly options: JsonValuesOptions;
  private rest = '';
  private line = 1;
  private brackets = 0;
  /** How far the open object at the start of `rest` was looked through, to go on from there. */
  private readonly scan = new ObjectScan();
  private isNoise = false;
  objects = 0;

  constructor(options: JsonValuesOptions) {
    this.options = options;
  }

  write(text: string): void {
    this.rest += text;
    this.take(false);
    if (this.rest.length <= MAX_VALUE_CHARACTERS) return;
    throw new ScanProblem('too-long', `One record has more than ${MAX_VALUE_CHARACTERS} characters`, {
      line: this.line,
      column: 1,
    });
  }

  /** Throws ScanProblem `truncated` where the file ends inside a record, or before its first. */
  end(): void {
    this.take(true);
    if (this.brackets <= 0) return;
    if (this.objects === 0) throw this.cutOff('The file ends where its list begins');
    this.options.warn(OPEN_END, this.line);
  }

  /** The keys of the object that has begun and goes on behind the text, as far as they have come. */
  openKeys(): Set<string> {
    const keys = new Set<string>();
    let depth = 0;
    let text = '';
    for (const [token, string] of this.rest.matchAll(TOKEN)) {
      if (token === '{' || token === '[') depth += 1;
      else if (token === '}' || token === ']') depth -= 1;
      else if (token === ':' && depth === 1) keys.add(text);
      text = string ?? '';
    }
    return keys;
  }

  private take(isLast: boolean): void {
    let at = 0;
    for (let next: number | undefined = 0; next !== undefined; ) {
      at = next;
      const brace = this.skip(at, isLast);
      at = brace.at;
      next = brace.isObject ? this.object(at, isLast) : undefined;
    }
    this.rest = this.rest.slice(at);
  }

  /** Passes over what is no object, from `from` to the next one's brace, or as far as can be told. */
  private skip(from: number, isLast: boolean): { at: number; isObject: boolean } {
    for (let at = from; at < this.rest.length; at += 1) {
      const character = this.rest.charAt(at);
      if (character === '\n') {
        this.line += 1;
        this.isNoise = false;
      } else if (this.isNoise || isBetween(character)) {
        // Nothing to read.
      } else if (character === '{') return { at, isObject: true };
      else if (character === '[') {
        const inside = this.rest
          .slice(at + 1, at + 1 + LIST_START)
          .trimStart()
          .charAt(0);
        if (inside === '' && !isLast && this.rest.length <= at + LIST_START) return { at, isObject: false };
        if ('{[]'.includes(inside)) this.brackets += 1;
        else this.noise();
      } else if (character === ']') this.brackets = Math.max(0, this.brackets - 1);
      else this.noise();
    }
    return { at: this.rest.length, isObject: false };
  }

  private noise(): void {
    this.options.warn(NOT_JSON, this.line);
    this.isNoise = true;
  }

  /** Takes the object that begins at `at`, and answers where it ends; undefined where more of the text is needed. */
  private object(at: number, isLast: boolean): number | undefined {
    const newline = this.scan.isFresh() ? this.rest.indexOf('\n', at) : -1;
    if (newline > 0) {
      const text = this.rest.slice(at, newline).replace(/[\s,\]]+$/, '');
      const object = text.endsWith('}') ? parseObject(text) : undefined;
      if (object) {
        this.tell(object, this.line);
        return at + text.length;
      }
    }
    const found = this.scan.run(this.rest, at);
    if (found.kind === 'open') return isLast ? this.openAtTheEnd(at) : undefined;
    const text = this.rest.slice(at, found.end);
    const object = found.kind === 'closed' ? parseMended(text) : undefined;
    if (!object) return this.skipBroken(at);
    this.tell(object, this.line + linesIn(text));
    return found.end;
  }

  private tell(object: JsonObject, toLine: number): void {
    const fromLine = this.line;
    this.line = toLine;
    this.objects += 1;
    this.scan.reset();
    this.options.onObject(object, { fromLine, toLine });
  }

  /** The record's first line is no beginning of one: what follows it may be whole. */
  private skipBroken(at: number): number {
    this.scan.reset();
    this.options.warn(BROKEN, this.line);
    const newline = this.rest.indexOf('\n', at);
    return newline < 0 ? this.rest.length : newline;
  }

  /** The file ended inside of an object. Where a later line begins one, the first was cut off in the middle. */
  private openAtTheEnd(at: number): number {
    if (/\n\{/.test(this.rest.slice(at))) return this.skipBroken(at);
    throw this.cutOff('The file ends inside a record: part of it is missing');
  }

  private cutOff(message: string): ScanProblem {
    return new ScanProblem('truncated', message, { line: this.line, column: 1 });
  }
}

const linesIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

type Found = { readonly kind: 'open' } | { readonly kind: 'closed' | 'broken'; readonly end: number };

const OUTSIDE = /["{}]/g;
const INSIDE = /["\\\n]/g;

/** Looks for the end of an object that arrives in pieces, and looks at each character once. */
class ObjectScan {
  private offset = 0;
  private inString = false;
  private depth = 0;

  isFresh(): boolean {
    return this.offset === 0;
  }

  reset(): void {
    this.offset = 0;
    this.inString = false;
    this.depth = 0;
  }

  /** `from`: where the object begins; `text` may have grown since the last call. */
  run(text: string, from: number): Found {
    for (;;) {
      const mark = this.next(text, from);
      if (mark === undefined) return { kind: 'open' };
      const at = from + this.offset;
      // What follows these two decides what they mean.
      const isUndecided = mark === '\\' || (mark === '{' && text[at - 1] === '\n' && this.depth > 0);
      if (isUndecided && at + 1 >= text.length) return { kind: 'open' };
      if (mark === '\n' || (isUndecided && mark === '{' && !mayBegin(text, at)))
        return { kind: 'broken', end: at };
      this.offset += mark === '\\' ? 2 : 1;
      if (mark === '"') this.inString = !this.inString;
      else if (mark === '{') this.depth += 1;
      else if (mark === '}') this.depth -= 1;
      if (this.depth === 0) return { kind: 'closed', end: from + this.offset };
    }
  }

  /** The next character that matters, at `offset`; undefined where none has come yet. */
  private next(text: string, from: number): string | undefined {
    const pattern = this.inString ? INSIDE : OUTSIDE;
    pattern.lastIndex = from + this.offset;
    const match = pattern.exec(text);
    this.offset = (match?.index ?? text.length) - from;
    return match?.[0];
  }
}

/** Whether an object may begin at the start of this line: within a list, or as a key's value. */
const mayBegin = (text: string, brace: number): boolean =>
  text[brace + 1] !== '"' || /[[,:]\s*$/.test(text.slice(Math.max(0, brace - 20), brace));
