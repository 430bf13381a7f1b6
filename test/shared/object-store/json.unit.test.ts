import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson, writeJson } from '#shared/object-store/json.ts';

const Thing = z.strictObject({ name: z.string() });
const ref = { bucket: 'files', key: 'a.json' };

describe('JSON in the object store', () => {
  it('reads back as it was written, by its hash', async () => {
    const store = createInMemoryObjectStore();
    const written = await writeJson(store, ref, { name: 'ü' });
    expect(written).toEqual({ ...ref, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 13 });
    expect(await readJson(store, written, Thing)).toEqual({ name: 'ü' });
    expect((await writeJson(store, ref, { name: 'ü' })).sha256).toBe(written.sha256);
  });

  it.each([
    ['bytes that were changed', '{"name":"b"}', 'a'.repeat(64)],
    ['bytes that are no JSON', '{"name":', undefined],
    ['JSON that is something else', '{"title":"b"}', undefined],
  ])('refuses %s for ever', async (_name, text, sha256) => {
    const store = createInMemoryObjectStore();
    await store.write(ref, Buffer.from(text), 'application/json');
    await expect(readJson(store, { ...ref, sha256 }, Thing)).rejects.toMatchObject({
      kind: 'terminal',
      code: 'object-corrupt',
    });
  });

  it('that is not there is missing for ever', async () => {
    await expect(readJson(createInMemoryObjectStore(), ref, Thing)).rejects.toMatchObject({
      kind: 'terminal',
      code: 'object-missing',
    });
  });
});
