import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = globSync('test/**/*.ts').toSorted();

/** Each line that matches, as `file:line`, with what to do about it. */
function linesLike(pattern: RegExp, advice: string): string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${advice}`] : [])),
  );
}

const TEST_CALL = /^\s*(test|suite)(\.\w+)*\(/;
const TEST_IMPORT = /^import \{.*\b(test|suite|it as \w+)\b.*\} from 'vitest'/;
const SKIPPED =
  /\b(it|describe|context)\.(\w+\.)*(skip|skipIf|runIf|todo|fails|only)\b|\b(skip|only|todo): true/;

describe('the tests', () => {
  it('are found', () => {
    expect(files.length).toBeGreaterThan(150);
  });

  it('are each called `it`', () => {
    expect(linesLike(TEST_CALL, 'write `it(`')).toEqual([]);
    expect(linesLike(TEST_IMPORT, 'import `it` from vitest')).toEqual([]);
  });

  it('all run: none is skipped, expected to fail, or run alone', () => {
    expect(linesLike(SKIPPED, 'let it run, or delete it')).toEqual([]);
  });

  it('would be found if they were written otherwise', () => {
    for (const name of ['test', 'suite', 'test.each', 'test.concurrent.for'])
      expect(`  ${name}('a', () => {`).toMatch(TEST_CALL);
    for (const name of ['test', 'it, test', 'it as check'])
      expect(`import { expect, ${name} } from 'vitest';`).toMatch(TEST_IMPORT);
    for (const way of ['skip', 'only', 'concurrent.skip', 'skipIf', 'todo'])
      expect(['it', way].join('.')).toMatch(SKIPPED);
  });
});
