import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Terminal } from './terminal.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A cell, as a scanner or the API spelled it: `table` makes it printable. */
export type Cell = string | number | undefined | { readonly text: string; readonly style: Style };

// Everything that a terminal could obey or that could disguise what stands there: controls (C0, DEL, C1), format characters
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
 * Text that came from outside, safe to print: a banner that a scanner recorded may hold escape sequences which would
 * rewrite the screen of whoever lists it.
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

const gap = 2;
const narrowestColumn = 8;
const textOf = (cell: Cell): string => printable(String((typeof cell === 'object' ? cell.text : cell) ?? ''));

/** Takes from the widest column until all fit, so that short ones stay whole. */
function fitted(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, column) => sum + column, gap * (widths.length - 1));
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= narrowestColumn) break;
    widths[widest] = current - 1;
  }
  return widths;
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/**
 * Columns under bold heads, without borders, wrapped into the terminal's width; nothing is cut off. Every cell is made
 * printable here, so that no caller can forget it. Ends with a newline.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  terminal: Terminal,
): string {
  const texts = [head.map(printable), ...rows.map((row) => head.map((_, column) => textOf(row[column])))];
  const natural = head.map((_, column) => Math.max(...texts.map((row) => [...(row[column] ?? '')].length)));
  const widths = terminal.width === undefined ? natural : fitted(natural, terminal.width);
  const shrunk = widths.some((width, column) => width !== natural[column]);
  const grid = new Table({
    head: head.map((title) => styled('bold', printable(title), terminal.stdout)),
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    ...(shrunk ? { colWidths: widths.map((width) => width + gap), wordWrap: true } : {}),
    wrapOnWordBoundary: false,
  });
  for (const row of rows) {
    grid.push(
      head.map((_, column) => {
        const cell = row[column];
        const text = textOf(cell);
        return typeof cell === 'object' ? styled(cell.style, text, terminal.stdout) : text;
      }),
    );
  }
  return `${grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** `3 assets`, `1 asset`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
