import { createHash } from 'node:crypto';

/** How many commands of one aggregate are remembered: within this window a repeat is answered like the first time. */
export const RECENT_COMMANDS = 32;

/** One entry more than that is kept: it tells from which version the oldest remembered command went on. */
const KEPT_ENTRIES = RECENT_COMMANDS + 1;

const ENTRY_BYTES = 16;

export type Remembered =
  | { readonly kind: 'unknown' }
  /** The same command: it led from version `after` (0 for the first command of all) to `version`. */
  | { readonly kind: 'repeat'; readonly after: number; readonly version: number }
  /** The same id, but it stands for something else. */
  | { readonly kind: 'other-body' };

const hash = (text: string, bytes: number): Buffer =>
  createHash('sha256').update(text, 'utf8').digest().subarray(0, bytes);

/**
 * The last commands of an aggregate, newest last, 16 bytes each: 8 of the id's hash, 4 of the body's, 4 of the version.
 * Bytes, not a list of maps: 32 commands cost half a kilobyte of the tip instead of three.
 */
export function remember(
  recent: Uint8Array,
  commandId: string,
  body: string | undefined,
  version: number,
): Uint8Array {
  const entry = Buffer.alloc(ENTRY_BYTES);
  hash(commandId, 8).copy(entry, 0);
  hash(body ?? '', 4).copy(entry, 8);
  entry.writeUInt32BE(version, 12);
  const kept = Buffer.concat([recent, entry]);
  return Uint8Array.from(kept.subarray(Math.max(0, kept.length - KEPT_ENTRIES * ENTRY_BYTES)));
}

/** A version up to which commands may be forgotten; undefined while every command is remembered. */
export function forgottenUpTo(recent: Uint8Array): number | undefined {
  const bytes = Buffer.from(recent);
  return bytes.length < RECENT_COMMANDS * ENTRY_BYTES ? undefined : bytes.readUInt32BE(12);
}

/**
 * Where `body` is undefined, the id alone says that it is the same command. It was derived, and only a client can use
 * one id for two things.
 */
export function recall(recent: Uint8Array, commandId: string, body: string | undefined): Remembered {
  const bytes = Buffer.from(recent);
  const id = hash(commandId, 8);
  const oldest = Math.max(0, bytes.length - RECENT_COMMANDS * ENTRY_BYTES);
  for (let at = bytes.length - ENTRY_BYTES; at >= oldest; at -= ENTRY_BYTES) {
    if (!bytes.subarray(at, at + 8).equals(id)) continue;
    const same = body === undefined || bytes.subarray(at + 8, at + 12).equals(hash(body, 4));
    if (!same) return { kind: 'other-body' };
    const after = at === 0 ? 0 : bytes.readUInt32BE(at - 4);
    return { kind: 'repeat', after, version: bytes.readUInt32BE(at + 12) };
  }
  return { kind: 'unknown' };
}
