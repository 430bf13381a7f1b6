import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const files = globSync('{schemas,functions,lib,local,cli,bin,test/kit}/**/*.{ts,mjs}').filter(
  (file) => !file.endsWith('.d.ts'),
);

/** A declaration; the texts that bin/new writes out are cut away before. */
const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/** Names that stand for one role, and are spelled the same wherever it is played. */
const ROLES: [place: RegExp, name: RegExp, why: string][] = [
  [/^functions\/\w+\/[\w-]+\.ts$/, /^handler$/, 'the entry of a function'],
  [/^functions\/\w+\/deps\.ts$/, /^(create)?(Commands|Queries|Reactions)(Deps|Env)$/, 'what a service needs'],
  [/^functions\/\w+\/(command|query)-routes\.generated\.ts$/, /Routes$/, 'the list that an entry serves'],
  [/^functions\/\w+\/[\w-]+\/domain\/(decide|evolve)\.ts$/, /^(decide|evolve)$/, 'the rules of an aggregate'],
  [/^functions\/\w+\/[\w-]+\/routes\/[\w-]+\.ts$/, /./, 'the handler of the contract of its name'],
];

const isRole = (file: string, name: string): boolean =>
  ROLES.some(([place, names]) => place.test(file) && names.test(name));

/** The text without its template literals of several lines. */
const withoutTemplates = (text: string): string =>
  text.replaceAll(/`(?:[^`\\]|\\[\s\S])*`/g, (found) => (found.includes('\n') ? '``' : found));

const exportsOf = (file: string): string[] => {
  const text = readFileSync(file, 'utf8');
  const read = file.startsWith('bin/new/') ? withoutTemplates(text) : text;
  // A schema and the type of its values share a name and a file.
  return [...new Set([...read.matchAll(DECLARED)].map(([, name = '']) => name))];
};

it('an exported name means one thing: it is declared in one file, or plays one role', () => {
  const places = Map.groupBy(
    files.flatMap((file) => exportsOf(file).map((name) => ({ name, file }))),
    ({ name }) => name,
  );
  const twice = [...places]
    .map(([name, found]) => [name, found.filter(({ file }) => !isRole(file, name))] as const)
    .filter(([, found]) => found.length > 1)
    .map(([name, found]) => `${name}: ${found.map(({ file }) => file).join(', ')}`);
  expect(twice.join('\n'), 'rename all but one').toBe('');
  expect(places.size).toBeGreaterThan(500);
});

it('each role is played by somebody', () => {
  for (const [place, names, why] of ROLES) {
    expect(
      files.some((file) => place.test(file) && exportsOf(file).some((name) => names.test(name))),
      why,
    ).toBe(true);
  }
});
