import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { addressOf, pageKeyOf, sortKeyOf } from '#shared/event-store/address.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { RECENT_COMMANDS, recall, remember } from '#shared/event-store/recent.ts';
import { sizeOf } from '#shared/event-store/size.ts';
import { KEPT_BYTES, KEPT_EVENTS } from '#shared/event-store/tip.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const notes = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 25 });

describe('laws of the tip', () => {
  it('the fold of the history is the state, and the tip never keeps more older events than its bound', async () => {
    await fc.assert(
      fc.asyncProperty(notes, async (lengths) => {
        const [store, account] = [createInMemoryStore(), newAccount('laws')];
        await execute(store, counter, {
          key: 'k',
          command: { kind: 'open', label: 'k' },
          context: contextFor(account),
        });
        for (const [at, length] of lengths.entries()) {
          const command = { kind: 'add', by: at + 1, note: 'x'.repeat(length) } as const;
          await execute(store, counter, { key: 'k', command, context: contextFor(account) });
          const tip = (await store.load(streamOf(counter, account, 'k')))!;
          const older = tip.events.slice(0, -1);
          expect(older.length).toBeLessThanOrEqual(KEPT_EVENTS);
          expect(sizeOf(older)).toBeLessThanOrEqual(KEPT_BYTES);
        }
        const history = await historyOf(store, counter, account, 'k', { limit: 1_000 });
        const folded = history!.events.reduce<number>(
          (total, event) => total + Number(event.event_data.by ?? 0),
          0,
        );
        expect(folded).toBe((lengths.length * (lengths.length + 1)) / 2);
      }),
      { numRuns: 40 },
    );
  });

  it('the last 32 commands are recalled with their versions, and no older one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 80 }), (ids) => {
        const recent = ids.reduce<Uint8Array>(
          (bytes, id, at) => remember(bytes, id, `body of ${id}`, at + 1),
          new Uint8Array(),
        );
        const oldest = Math.max(0, ids.length - RECENT_COMMANDS);
        for (const [at, id] of ids.entries()) {
          const expected =
            at >= oldest ? { kind: 'repeat', after: at, version: at + 1 } : { kind: 'unknown' };
          expect(recall(recent, id, `body of ${id}`)).toEqual(expected);
        }
        expect(recent.byteLength).toBeLessThanOrEqual((RECENT_COMMANDS + 1) * 16);
      }),
    );
  });

  it('keys of any length and any characters become sort keys that DynamoDB takes, distinct ones distinct', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2_000, unit: 'grapheme' }),
        fc.string({ maxLength: 2_000, unit: 'grapheme' }),
        (a, b) => {
          expect(Buffer.byteLength(sortKeyOf('ASSET', a))).toBeLessThanOrEqual(1_024);
          expect(Buffer.byteLength(pageKeyOf(sortKeyOf('ASSET', a), 9_999_999_999))).toBeLessThanOrEqual(
            1_024,
          );
          expect(sortKeyOf('ASSET', a) === sortKeyOf('ASSET', b)).toBe(a === b);
        },
      ),
    );
  });

  it('no key is another name of a long one: a client may put any text into the id of a path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 901, maxLength: 1_500 }), (long) => {
        const forged = sortKeyOf('ASSET', long).slice('ASSET#'.length);
        expect(forged).toMatch(/^sha256:/);
        expect(sortKeyOf('ASSET', forged)).not.toBe(sortKeyOf('ASSET', long));
      }),
    );
  });

  it('the address of a thing depends on nothing but its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 16 }), (key, shards) => {
        const stream = { accountId: newAccount('address'), prefix: 'ASSET', key, shards };
        expect(addressOf(stream)).toEqual(addressOf({ ...stream }));
        expect(Number(addressOf(stream).PK.split('#')[2])).toBeLessThan(shards);
      }),
    );
  });
});
