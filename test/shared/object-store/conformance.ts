import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '#shared/object-store/object-store.ts';

/** What every ObjectStore does, whatever keeps its objects. The bucket must keep versions. */
export function objectStoreConformance(
  name: string,
  world: () => { store: ObjectStore; bucket: string },
): void {
  const newObject = () => ({ ...world(), key: `folder/${randomUUID()}` });

  const text = async (store: ObjectStore, ref: { bucket: string; key: string; version?: string }) => {
    const parts: Uint8Array[] = [];
    for await (const part of await store.read(ref)) parts.push(part);
    return Buffer.concat(parts).toString();
  };

  describe(`An object ${name}`, () => {
    it('is read as it was written', async () => {
      const { store, bucket, key } = newObject();
      await store.write({ bucket, key }, Buffer.from('bücher'), 'text/plain');
      expect(await text(store, { bucket, key })).toBe('bücher');
      expect(await store.head({ bucket, key })).toMatchObject({ size: 7 });
    });

    it('may be larger than what is read at once', async () => {
      const { store, bucket, key } = newObject();
      const whole = 'x'.repeat(300_000);
      await store.write({ bucket, key }, Buffer.from(whole), 'text/plain');
      expect(await text(store, { bucket, key })).toBe(whole);
    });

    it('may be empty', async () => {
      const { store, bucket, key } = newObject();
      await store.write({ bucket, key }, new Uint8Array(), 'text/plain');
      expect(await text(store, { bucket, key })).toBe('');
      expect(await store.head({ bucket, key })).toMatchObject({ size: 0 });
    });

    it('keeps the versions before the newest', async () => {
      const { store, bucket, key } = newObject();
      const first = await store.write({ bucket, key }, Buffer.from('one'), 'text/plain');
      const second = await store.write({ bucket, key }, Buffer.from('second'), 'text/plain');
      expect(first.version).not.toBe(second.version);
      expect(await store.head({ bucket, key })).toEqual({ size: 6, version: second.version });
      expect(await text(store, { bucket, key })).toBe('second');
      expect(await text(store, { bucket, key, version: first.version! })).toBe('one');
    });

    it('can be left in the middle of its bytes', async () => {
      const { store, bucket, key } = newObject();
      await store.write({ bucket, key }, Buffer.from('x'.repeat(300_000)), 'text/plain');
      for await (const part of await store.read({ bucket, key })) {
        expect(part.byteLength).toBeGreaterThan(0);
        break;
      }
      expect(await store.head({ bucket, key })).toMatchObject({ size: 300_000 });
    });

    it('that is not there is undefined to look at, and a terminal failure to read', async () => {
      const { store, bucket, key } = newObject();
      expect(await store.head({ bucket, key })).toBeUndefined();
      await expect(store.read({ bucket, key })).rejects.toMatchObject({
        kind: 'terminal',
        code: 'object-missing',
      });
    });
  });
}
