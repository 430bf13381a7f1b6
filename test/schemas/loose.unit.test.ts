import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseLoose } from '#schemas/loose.ts';

const Schema = z.strictObject({
  a: z.string(),
  list: z.array(z.strictObject({ n: z.int() })),
  either: z.union([z.strictObject({ left: z.int() }), z.strictObject({ right: z.int() })]).optional(),
  kind: z.discriminatedUnion('type', [z.strictObject({ type: z.literal('x'), v: z.int() })]).optional(),
});

describe('reading a value of a newer writer', () => {
  it('leaves out the fields that the schema does not know, at any depth', () => {
    const value = {
      a: 'a',
      b: 1,
      list: [{ n: 1, m: 2 }, { n: 2 }],
      either: { right: 1, also: 2 },
      kind: { type: 'x', v: 1, w: 2 },
    };
    expect(parseLoose(Schema, value).data).toEqual({
      a: 'a',
      list: [{ n: 1 }, { n: 2 }],
      either: { right: 1 },
      kind: { type: 'x', v: 1 },
    });
    expect(value.list[0]).toEqual({ n: 1, m: 2 });
  });

  it('is as strict as the schema about everything else', () => {
    for (const value of [
      { a: 1, list: [], more: 1 },
      { a: 'a', list: [{ n: 'n', more: 1 }] },
      { a: 'a', list: [], either: { middle: 1 } },
      { list: [] },
      null,
    ])
      expect(parseLoose(Schema, value).success).toBe(false);
  });
});
