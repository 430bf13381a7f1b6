import { SourceMap } from 'node:module';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { trimMap } from '../../bin/trim-map.ts';

const isOurs = (source: string): boolean => !source.includes('node_modules/');
let whole: string;
let code: readonly string[];

beforeAll(async () => {
  const result = await build({
    stdin: {
      contents: `import pLimit from 'p-limit';
        import { sizeOf } from './functions/shared/event-store/size.ts';
        import { derivedId } from './functions/shared/identity.ts';
        console.log(pLimit(1), sizeOf({}), derivedId('a'));`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    outfile: 'bundle.js',
    bundle: true,
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  whole = result.outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '';
  code = (result.outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '').split('\n');
});

const placesIn = (text: string) => {
  const map = new SourceMap(JSON.parse(text));
  return code.flatMap((line, row) =>
    [...line].map((_, column) => {
      const entry = map.findEntry(row, column);
      if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined;
      const { originalSource, originalLine, originalColumn } = entry;
      return { originalSource, originalLine, originalColumn };
    }),
  );
};

describe('a source map that is trimmed', () => {
  it('shows every place in our own sources as before, and none in packages', () => {
    const before = placesIn(whole);
    const after = placesIn(trimMap(whole, isOurs));
    const expected = before.map((place) => (place && isOurs(place.originalSource) ? place : undefined));
    expect(after).toEqual(expected);
    expect(expected.filter((place) => place !== undefined).length).toBeGreaterThan(500);
    expect(before.filter((place) => place && !isOurs(place.originalSource)).length).toBeGreaterThan(500);
  });

  it('is the same map where every source is kept', () => {
    expect(placesIn(trimMap(whole, () => true))).toEqual(placesIn(whole));
  });

  it('names no source that it has no place in', () => {
    const { sources } = JSON.parse(trimMap(whole, isOurs));
    expect(sources.length).toBeGreaterThan(2);
    expect(sources.every(isOurs)).toBe(true);
  });
});
