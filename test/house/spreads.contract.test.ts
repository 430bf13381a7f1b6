import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const MAX_CONDITIONAL_SPREADS = 30;

/** The text up to the bracket that closes the one before it, without what is in inner brackets. */
function outermost(text: string): string {
  let depth = 0;
  let outer = '';
  for (const char of text) {
    if (')]}'.includes(char)) depth -= 1;
    if (depth < 0) break;
    if (depth === 0 || '{}'.includes(char)) outer += char;
    if ('([{'.includes(char)) depth += 1;
  }
  return outer;
}

/** The spreads into an object that add fields on a condition: `...(x && { x })` and `...(x ? { x } : {})`. */
function conditionalSpreads(source: string): string[] {
  const code = source.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/\.\.\.\(/g)]
    .map(({ index, 0: { length } }) => outermost(code.slice(index + length)))
    .filter((inner) => /&&[^?]*\{[^?]*$|\?\s*\{|:\s*\{\}\s*$/.test(inner));
}

describe('conditional spreads', () => {
  it.each([
    ['{ ...(x && { x }) }', 1],
    ['{ ...(x !== undefined && f(x) && { x: { y: 1 } }) }', 1],
    ['{ ...(x ? { x } : {}) }', 1],
    ['{ ...(x === undefined ? {} : { x }) }', 1],
    ['{ ...(x && {\n  x,\n}), ...(y && { y }) }', 2],
    ['{ ...(x && { ...(y && { y }) }) }', 2],
    ['[...(x ?? []), ...(y ? [y] : [])]', 0],
    ['{ ...f(x), ...defined({ x: y && { z } }) }', 0],
    ['/** { ...(x && { x }) } */', 0],
  ])('are seen in %s: %i', (source, count) => {
    expect(conditionalSpreads(source)).toHaveLength(count);
  });

  it(`are at most ${MAX_CONDITIONAL_SPREADS} in functions`, () => {
    const found = globSync('functions/**/*.ts')
      .toSorted()
      .flatMap((file) => conditionalSpreads(readFileSync(file, 'utf8')).map((inner) => `${file}: ${inner}`));
    const advice = `write defined({ ... }) from #schemas/defined.ts instead of some of\n${found.join('\n')}`;
    expect(found.length, advice).toBeLessThanOrEqual(MAX_CONDITIONAL_SPREADS);
    expect(found.length, 'the search finds nothing').toBeGreaterThan(0);
  });
});
