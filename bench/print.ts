import { readFileSync, writeFileSync } from 'node:fs';

const WIDTH = 56;

/** A table's title and columns. */
export function heading(title: string, columns: readonly string[]): void {
  console.log(`\n${title.padEnd(WIDTH)}${columns.map((column) => column.padStart(12)).join('')}`);
}

export function row(name: string, values: readonly (string | number)[]): void {
  console.log(`${name.padEnd(WIDTH)}${values.map((value) => String(value).padStart(12)).join('')}`);
}

/** A number with its aim. Numbers are compared as they are measured and printed with `digits` decimals. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number };
  readonly digits?: number;
}

/** The measurements before the last large change: by table, by row, with the way of measuring. */
interface Baseline {
  readonly commit: string;
  readonly tables: Readonly<
    Record<string, { readonly how: string; readonly values: Readonly<Record<string, number>> }>
  >;
}

const baseline: Baseline = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'));

/**
 * Prints each figure beside its value before, its aim and whether that holds. It never judges: a miss is a line, not a failure.
 * With BENCH_RECORD the figures are also added to the file of that name, in the form of `baseline.json`.
 */
export function figures(title: string, found: readonly Figure[]): void {
  const before = baseline.tables[title]?.values ?? {};
  heading(title, ['before', 'now', 'aim', 'holds']);
  for (const { name, value, aim, digits = 0 } of found) {
    const show = (number: number | undefined) => number?.toFixed(digits) ?? '-';
    row(name, [show(before[name]), show(value), aimText(aim), aim ? (holds(value, aim) ? 'yes' : 'NO') : '']);
  }
  const record = process.env.BENCH_RECORD;
  if (record) recordIn(record, title, found);
}

const aimText = (aim: Figure['aim']): string => {
  if (!aim) return '';
  return 'atMost' in aim ? `<= ${aim.atMost}` : `>= ${aim.atLeast}`;
};

const holds = (value: number, aim: NonNullable<Figure['aim']>): boolean =>
  'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;

function recordIn(file: string, title: string, found: readonly Figure[]): void {
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  const values = Object.fromEntries(found.map(({ name, value }) => [name, Number(value.toFixed(4))]));
  recorded.tables[title] = { how: recorded.tables[title]?.how ?? '', values };
  writeFileSync(file, `${JSON.stringify(recorded, undefined, 2)}\n`);
}

/** The middle of several measurements, which no single slow one moves. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
