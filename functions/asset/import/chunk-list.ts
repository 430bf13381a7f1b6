import { ChunkChanges, type ListObject, type ListsRef } from '#schemas/asset/import/state.ts';
import { readJson, writeJsonByHash } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';

/**
 * Writes the list of one chunk under a name made of its bytes. A worker that is late, or was replaced, writes beside
 * the noted list and never over it.
 */
export async function writeList(
  objects: ObjectStore,
  { bucket, prefix }: ListsRef,
  list: ChunkChanges,
): Promise<ListObject> {
  const place = { bucket, prefix: `${prefix}chunk-${list.chunk}` };
  const { key, sha256 } = await writeJsonByHash(objects, place, list);
  return { key: key.slice(prefix.length), sha256 };
}

/** The list that a note names. */
export const readList = (
  objects: ObjectStore,
  { bucket, prefix }: ListsRef,
  { key, sha256 }: ListObject,
): Promise<ChunkChanges> => readJson(objects, { bucket, key: prefix + key, sha256 }, ChunkChanges);
