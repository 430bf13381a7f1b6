import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../bin/generate.ts';

const files = await generatedFiles();

describe('a generated file', () => {
  it.each(files)('$path is as its sources say', ({ path, text }) => {
    const checkedIn = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    expect(checkedIn === text, `${path} is stale; run: npm run generate`).toBe(true);
  });
});
