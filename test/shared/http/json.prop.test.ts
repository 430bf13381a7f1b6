import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBody, jsonErrorPosition } from '#shared/http/json.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON with one character put in, taken out, or changed. */
const spoilt = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.constantFrom('', '"', '}', ']', '{', '[', ',', ':', '\\', '\u0001', '1', '-', '.', 'e', 'n', ' '),
    fc.nat(1),
  )
  .map(([text, seed, put, take]) => {
    const at = seed % (text.length + 1);
    return text.slice(0, at) + put + text.slice(at + take);
  })
  .filter((text) => !isJson(text));

describe('the position of a fault in JSON', () => {
  it('is found for every text that the engine refuses, and the text before it could go on to be JSON', () => {
    fc.assert(
      fc.property(spoilt, (text) => {
        const position = jsonErrorPosition(text);
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(text.length);
        // Before the position there is no error: cut there, the text only ends too early, or is whole.
        const before = text.slice(0, position);
        if (!isJson(before)) expect(jsonErrorPosition(before)).toBe(before.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('is only looked for in text that is not JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(jsonBody(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is found in a text of the largest size without recursion', () => {
    expect(jsonErrorPosition('['.repeat(262_144))).toBe(262_144);
    expect(jsonErrorPosition(`["${'\\n'.repeat(131_000)}`)).toBe(1);
  });
});
