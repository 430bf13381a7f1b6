import { printable, type Style, styled } from './output.ts';
import type { Terminal } from './terminal.ts';

/** A cell, as a scanner or the API spelled it: the table makes it printable. */
export type Cell = string | number | undefined | { readonly text: string; readonly style: Style };

export interface Layout {
  /** Titles of the columns that may be wrapped where the terminal is narrow. The others stay whole: ids are copied. */
  readonly wrap?: readonly string[];
  /** One text per row: on lines of its own below it, or at the row's end where nobody looks at the output. */
  readonly details?: readonly (string | undefined)[];
}

const GAP = 2;
const NARROWEST = 10;
const INDENT = '    ';

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes: letters of East Asia take two, combining marks none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (WIDE.test(character)) width += 2;
    else if (!/\p{Mn}/u.test(character)) width += 1;
  }
  return width;
}

/** Lines of at most `width` columns: broken at blanks where there are any, else anywhere. Nothing is lost. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && widthOf(line + word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const character of word) {
      if (widthOf(line + character) > width && character !== ' ') {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line.trimEnd()];
}

/** Takes from the widest column that may be wrapped until all fit; the others stay whole at any width. */
function fitted(natural: readonly number[], wrappable: readonly boolean[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, column) => sum + column, GAP * (widths.length - 1));
  while (total() > width) {
    const candidates = widths.map((column, index) => (wrappable[index] && column > NARROWEST ? column : 0));
    const widest = Math.max(...candidates);
    if (widest === 0) break;
    widths[candidates.indexOf(widest)] = widest - 1;
  }
  return widths;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

type Painted = { readonly text: string; readonly style: Style | undefined };

const painted = (cell: Cell): Painted =>
  typeof cell === 'object'
    ? { text: printable(cell.text), style: cell.style }
    : { text: printable(String(cell ?? '')), style: undefined };

/** The lines of one row. Style goes around each line of a cell, as a terminal forgets nothing at a line's end. */
function rowLines(cells: readonly Painted[], widths: readonly number[], terminal: Terminal): string[] {
  const columns = cells.map(({ text }, index) => wrapped(text, widths[index] ?? NARROWEST));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map(({ style }, index) => {
        const text = columns[index]?.[line] ?? '';
        const space = padded(text, widths[index] ?? 0).slice(text.length);
        return (style && text ? styled(style, text, terminal.stdout) : text) + space;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

const detailLines = (detail: string | undefined, width: number): string[] =>
  detail ? wrapped(printable(detail), width - INDENT.length).map((line) => INDENT + line) : [];

const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);

/**
 * Rows under bold titles, without borders, within the terminal's width as far as columns may be wrapped; nothing is cut
 * off. Where nobody looks at the output every row is one line, so that `grep` finds it whole. Ends with a newline.
 *
 *     table(['file', 'status'], [['scan.xml', 'failed']], terminal, { details: ['The file is not XML'] })
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  terminal: Terminal,
  { wrap = [], details = [] }: Layout = {},
): string {
  const { width } = terminal;
  // A detail is one more column, without a title, where rows are lines.
  const heads = width === undefined && details.length > 0 ? [...titles, ''] : titles;
  const head = heads.map((title): Painted => ({ text: printable(title), style: 'bold' }));
  const body = rows.map((cells, row) => {
    const all =
      heads.length > titles.length ? [...titles.map((_, index) => cells[index]), details[row]] : cells;
    return heads.map((_, index) => painted(all[index]));
  });
  const natural = heads.map((_, index) => widest([head, ...body].map((cells) => cells[index]?.text ?? '')));
  const widths =
    width === undefined
      ? natural
      : fitted(
          natural,
          titles.map((title) => wrap.includes(title)),
          width,
        );
  const lines = body.flatMap((cells, row) => [
    ...rowLines(cells, widths, terminal),
    ...(width === undefined ? [] : detailLines(details[row], width)),
  ]);
  return `${[...rowLines(head, widths, terminal), ...lines].join('\n')}\n`;
}
