import * as z from 'zod';
import type { FieldProblem } from '#schemas/errors.ts';

/** More wrong fields than this help nobody, and the answer to any request stays small. */
const MAX_PROBLEMS = 50;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  datetime: 'a time in UTC as in 2026-01-31T12:00:00Z, with the precision that the field states',
  date: 'a date as in 2026-01-31',
  email: 'an e-mail address',
  url: 'a URL',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries' };

const list = (values: Iterable<unknown>): string => [...values].map(String).join(', ');

/** Says what is wrong with a field and what is allowed there. Never quotes the value: it may be a secret. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  const missing = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type': {
      const kind = KINDS[issue.expected] ?? `of type ${issue.expected}`;
      return missing ? `is missing; it must be ${kind}` : `must be ${kind}`;
    }
    case 'invalid_value': {
      const allowed = `must be ${issue.values.length > 1 ? 'one of ' : ''}${list(issue.values)}`;
      return missing ? `is missing; it ${allowed}` : allowed;
    }
    case 'too_big':
      return `must be at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return FORMATS[issue.format] ? `must be ${FORMATS[issue.format]}` : undefined;
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject
        ? `is unknown here; known are: ${list(Object.keys(issue.inst.shape)) || 'none'}`
        : 'is unknown here';
    case 'invalid_union':
      return Array.isArray(issue.options) ? `must be one of ${list(issue.options)}` : undefined;
    default:
      return undefined;
  }
}

type Path = readonly PropertyKey[];
interface Found {
  readonly path: Path;
  readonly message: string;
}

/** The wrong fields of one part of a request, each by its path, such as `body.ports.0.port`. */
export function requestProblems(part: 'params' | 'query' | 'body', error: z.ZodError): FieldProblem[] {
  return error.issues
    .flatMap((issue) => expand(issue, []))
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => ({ path: [part, ...path].map(String).join('.'), message }));
}

function expand(issue: z.core.$ZodIssue, above: Path): readonly Found[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: issue.message }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return inUnion(issue.errors.map((branch) => branch.flatMap((inner) => expand(inner, path))));
  }
  return [{ path, message: issue.message }];
}

/**
 * The problems of the form that the value fits best: they lie deepest, or are fewest. Forms that it misses as a whole
 * are all named, as nobody can tell which of them was meant.
 */
function inUnion(branches: readonly (readonly Found[])[]): readonly Found[] {
  const depth = (branch: readonly Found[]) => Math.max(0, ...branch.map(({ path }) => path.length));
  const sorted = branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  const [best = []] = sorted;
  const [only] = best;
  if (!only || best.length > 1) return best;
  const alike = sorted.filter((branch) => branch.length === 1 && depth(branch) === depth(best));
  const messages = alike.flatMap((branch) => branch.map(({ message }) => message));
  return [{ path: only.path, message: [...new Set(messages)].join(', or ') }];
}
