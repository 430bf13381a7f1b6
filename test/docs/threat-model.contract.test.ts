import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('docs/threat-model.md', 'utf8');
const assets = text
  .split('\n## ')
  .slice(1)
  .filter((section) => !section.startsWith('What is open'))
  .map((section): [string, string] => [section.slice(0, section.indexOf('\n')), section]);

const testsIn = (section: string) =>
  [...section.matchAll(/^ {2}- `([^`]+)`: (.+)$/gm)].map(([, file = '', name = '']) => ({ file, name }));

describe('the threat model', () => {
  it.each(assets)(
    'says of "%s" who, by which entry, what stops them, and what shows it',
    (_asset, section) => {
      for (const part of ['Attacker', 'Entry', 'Stopped by', 'Shown by']) {
        expect(section).toContain(`- **${part}**:`);
      }
      expect(testsIn(section)).not.toEqual([]);
    },
  );

  it('names tests that exist', () => {
    const missing = testsIn(text).filter(
      ({ file, name }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(`'${name}'`),
    );
    expect(missing).toEqual([]);
    expect(testsIn(text).length).toBeGreaterThan(10);
  });
});
