import { type FieldProblem, Refusal } from '#schemas/errors.ts';

/** Deeper values cannot be stored anyway (DynamoDB takes 32 levels, and the envelope needs some), and recursion over them is a risk. */
const MAX_DEPTH = 16;

/**
 * Parses JSON text. Other text is refused with `invalid`, naming where it stops being JSON. JSON that could not be
 * kept as it came is refused, too: text with half a surrogate pair, which no store takes, text with U+0000, which no
 * `text` of PostgreSQL takes, and a field `__proto__`, which copies of objects leave out.
 */
export function jsonBody(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, which may hold a secret, and often names no position.
    throw invalidBody(`is not JSON: ${describePosition(text, jsonErrorPosition(text))}`);
  }
  const problem = problemIn(value);
  if (problem) throw invalidBody(problem.message, problem.path);
  return value;
}

const invalidBody = (message: string, path = 'body'): Refusal =>
  new Refusal('invalid', 'The body cannot be read.', { errors: [{ path, message }] });

function describePosition(text: string, position: number): string {
  if (position >= text.length) return `it ends too early, at position ${position}`;
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `unexpected text at position ${position} (line ${before.length}, column ${column})`;
}

interface Part {
  readonly value: unknown;
  readonly path: string;
}

/** The first thing that cannot be kept. Level by level, and not by recursion. */
function problemIn(root: unknown): FieldProblem | undefined {
  let level: Part[] = [{ value: root, path: 'body' }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return { path: 'body', message: `is nested deeper than ${MAX_DEPTH} levels` };
    const wrong = level.find(({ value }) => unkept(value) !== undefined);
    if (wrong) return { path: wrong.path, message: unkept(wrong.value) ?? '' };
    level = level.flatMap(partsOf);
  }
  return undefined;
}

const partsOf = ({ value, path }: Part): Part[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, part]) => ({ value: part, path: `${path}.${name}` }))
    : [];

/** Why a value cannot be kept, apart from the values inside of it. */
function unkept(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const held = unkeptIn(value);
    return held && `holds ${held}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, '__proto__')) return 'has a field __proto__, which cannot be kept';
  const held = Object.keys(value).map(unkeptIn).find(Boolean);
  return held && `has a field whose name holds ${held}`;
}

/** The part of a text that some store would refuse or change. An event cannot be edited once it is stored. */
function unkeptIn(text: string): string | undefined {
  if (text.includes('\0')) return 'the character U+0000';
  return text.isWellFormed() ? undefined : 'half a character';
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

/** A bracket closes the one that was opened last, after a value or at once; not after a comma. */
const closes = (opened: string | undefined, char: string, expected: Expected): boolean =>
  (opened === '[' && char === ']' && (expected === ', or end' || expected === 'value or ]')) ||
  (opened === '{' && char === '}' && (expected === ', or end' || expected === 'key or }'));
