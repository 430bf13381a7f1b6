import { styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

// Every character that a terminal could obey, or that could disguise text: controls (C0, DEL, C1), format characters
// (bidirectional overrides, zero-width ones), line and paragraph separators.
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;

function visible(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = codePoint(character);
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\x${code.toString(16).padStart(2, '0')}`;
}

/**
 * Text that came from outside, safe to print. A banner that a scanner recorded may hold escape sequences, which would
 * rewrite the reader's screen.
 */
export const printable = (text: string): string => text.replace(unprintable, visible);

const jsonEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** One JSON document, with a newline at its end. Equal to the value for every parser, harmless for every terminal. */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(unprintable, (character) => (character === '\n' ? character : jsonEscape(character)))}\n`;
}

/** Styled where the stream is a terminal that shows colours (NO_COLOR and FORCE_COLOR are obeyed), else as it is. */
export const styled = (style: Style, text: string, stream: Terminal['stdout']): string =>
  styleText(style, text, { stream });

/** `3 assets`, `1 asset`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** A moment to the second, as most things are dated. */
export const wholeSecond = (instant: string): string => instant.replace(/\.\d+Z$/, 'Z');
