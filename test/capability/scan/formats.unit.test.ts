import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import { scanFormats } from '../../../functions/capability/scan/formats.ts';
import { type ReadOptions, read } from './scan-fixture.ts';

const folder = new URL('./cases/', import.meta.url);
const files = readdirSync(folder).filter((file) => !file.endsWith('.expected.json'));
const names = scanFormats.map(({ name }) => name);

/** Everything that a file leads to, or why it is refused. */
const outcomeOf = (options: ReadOptions) =>
  read('', options).then(
    ({ hosts, whole }) => ({ hosts, whole }),
    (error: Error) => error.message,
  );

describe('the formats', () => {
  it('are named once each, and are what some capability takes', () => {
    expect(new Set(names).size).toBe(names.length);
    const taken = Object.values(builtInCapabilities).flatMap(({ formats }) =>
      formats.map(({ name }) => name),
    );
    expect([...new Set(taken)].toSorted()).toEqual(names.toSorted());
  });

  it.each(scanFormats.map((format) => [format.name, format] as const))(
    '%s is taken by the scanner that its content is recognised as',
    (name, { capability }) => {
      expect(builtInCapabilities[capability].formats.map((format) => format.name)).toContain(name);
    },
  );

  it.each(names)('%s has its mark in docs/scan-formats.md', (name) => {
    const page = readFileSync(new URL('../../../docs/scan-formats.md', import.meta.url), 'utf8');
    expect(page).toContain(`| \`${name}\` |`);
  });

  it.each(files)('%s reads the same byte by byte', async (file) => {
    const bytes = readFileSync(new URL(file, folder));
    const one = await outcomeOf({ parts: [bytes] });
    expect(await outcomeOf({ parts: [...bytes].map((byte) => Uint8Array.of(byte)) })).toEqual(one);
    const third = Math.ceil(bytes.length / 3);
    const parts = [bytes.subarray(0, third), bytes.subarray(third, third + 7), bytes.subarray(third + 7)];
    expect(await outcomeOf({ parts })).toEqual(one);
  });
});
