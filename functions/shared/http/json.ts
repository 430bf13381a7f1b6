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

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** The offset of the first token that cannot stand where it stands; the text's length when it ends too early. */
export function jsonErrorPosition(text: string): number {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const close = (opened: '[' | '{', bracket: string): boolean => {
    if (text[at] !== bracket || open.at(-1) !== opened) return false;
    open.pop();
    at += 1;
    expected = ', or end';
    return true;
  };
  for (;;) {
    take(BLANK);
    const char = text[at];
    if (expected === ':') {
      if (char !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (expected === ', or end') {
      if (close('[', ']') || close('{', '}')) continue;
      if (char !== ',' || open.length === 0) return at;
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key or }') {
      if (expected === 'key or }' && close('{', '}')) continue;
      if (!take(STRING)) return at;
      expected = ':';
    } else {
      if (expected === 'value or ]' && close('[', ']')) continue;
      if (char === '[' || char === '{') {
        open.push(char);
        at += 1;
        expected = char === '[' ? 'value or ]' : 'key or }';
      } else if (take(STRING) || take(SCALAR)) expected = ', or end';
      else return at;
    }
  }
}
