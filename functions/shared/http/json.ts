import { Refusal } from '../../../schemas/errors.ts';

/** Deeper values cannot be stored anyway (DynamoDB takes 32 levels, and the envelope needs some), and recursion over them is a risk. */
const MAX_DEPTH = 16;

/** Parses JSON text; what is not JSON is refused with `invalid`, naming where it stops being JSON. */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, which may hold a secret, and often names no position.
    throw invalidBody(`is not JSON: ${describePosition(text, jsonErrorPosition(text))}`);
  }
  if (isDeeperThan(value, MAX_DEPTH)) throw invalidBody(`is nested deeper than ${MAX_DEPTH} levels`);
  return value;
}

export const invalidBody = (message: string): Refusal =>
  new Refusal('invalid', 'The body cannot be read.', { errors: [{ path: 'body', message }] });

function describePosition(text: string, position: number): string {
  if (position >= text.length) return `it ends too early, at position ${position}`;
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `unexpected text at position ${position} (line ${before.length}, column ${column})`;
}

function isDeeperThan(root: unknown, limit: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

const BLANK = /[ \t\n\r]*/y;
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** Where a pattern that begins at `at` ends; undefined where it does not begin there. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** The offset of the first token that cannot stand where it stands; the text's length when it ends too early. */
export function jsonErrorPosition(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(BLANK, text, at) ?? at;
    const char = text[at] ?? '';
    let end: number | undefined = at + 1;
    if (closes(open.at(-1), char, expected)) {
      open.pop();
      expected = ', or end';
    } else if (expected === ':' && char === ':') expected = 'value';
    else if (expected === ', or end' && char === ',' && open.length > 0) {
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected.startsWith('key')) {
      end = endOf(STRING, text, at);
      expected = ':';
    } else if (expected.startsWith('value') && (char === '[' || char === '{')) {
      open.push(char);
      expected = char === '[' ? 'value or ]' : 'key or }';
    } else if (expected.startsWith('value')) {
      end = endOf(STRING, text, at) ?? endOf(SCALAR, text, at);
      expected = ', or end';
    } else end = undefined;
    if (end === undefined) return at;
    at = end;
  }
}

/** A bracket closes what was opened last, after a value or at once; not after a comma. */
const closes = (opened: string | undefined, char: string, expected: Expected): boolean =>
  (opened === '[' && char === ']' && (expected === ', or end' || expected === 'value or ]')) ||
  (opened === '{' && char === '}' && (expected === ', or end' || expected === 'key or }'));
