import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { sizeOf, writeUnitsOf } from '#shared/event-store/size.ts';
import { writeAfter } from '#shared/event-store/tip.ts';
import { contextFor, counter, newAccount } from './counter.ts';

async function world() {
  const [store, account] = [createInMemoryStore(), newAccount('tip')];
  const stream = streamOf(counter, account, 'k');
  const run = (command: Parameters<typeof counter.decide>[0]) =>
    execute(store, counter, { key: 'k', command, context: contextFor(account) });
  await run({ kind: 'open', label: 'k' });
  const first = (await store.load(stream))!;
  await run({ kind: 'add', by: 1, note: 'x'.repeat(100 * 1024) });
  const second = (await store.load(stream))!;
  return { stream, first, second, added: second.events.slice(-1) };
}

describe('the next write of a tip', () => {
  it('is refused when state and event together do not fit into an item, however small each is', async () => {
    const { stream, first, second, added } = await world();
    const next = { ...second, data: { label: 'x'.repeat(280 * 1024), total: 1 } };
    expect(writeAfter(stream, first, next, added)).toMatchObject({ expectedVersion: 1 });
    const larger = { ...next, data: { ...next.data, label: 'x'.repeat(300 * 1024) } };
    expect(() => writeAfter(stream, first, larger, added)).toThrow(
      expect.objectContaining({ kind: 'refused', code: 'too-large' }),
    );
  });

  it('is a defect when its events do not lead to its version', async () => {
    const { stream, first, second, added } = await world();
    const broken = expect.objectContaining({ kind: 'terminal', code: 'broken-history' });
    expect(() => writeAfter(stream, first, { ...second, version: 3 }, added)).toThrow(broken);
    expect(() => writeAfter(stream, { ...first, events: [] }, { ...second, version: 1 }, added)).toThrow(
      broken,
    );
  });
});

it('the size of a value is that of DynamoDB: names, texts in UTF-8, and nothing for undefined fields', () => {
  expect(sizeOf({ name: 'ü', none: undefined })).toBe(3 + 1 + 4 + 2);
  expect(sizeOf([true, null, 'ab', new Uint8Array(5)])).toBe(3 + (1 + 1) + (1 + 1) + (1 + 2) + (1 + 5));
  expect(sizeOf({ n: 1234 })).toBe(3 + 1 + 1 + 3);
  expect(writeUnitsOf({ a: 'x'.repeat(1022) })).toBe(1);
  expect(writeUnitsOf({ a: 'x'.repeat(1023) })).toBe(2);
});
