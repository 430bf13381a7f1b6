import { createHash } from 'node:crypto';

/** How many commands of one aggregate are remembered: within this window a repeat is answered like the first time. */
export const RECENT_COMMANDS = 32;

const ENTRY_BYTES = 16;

export type Remembered =
  | { readonly kind: 'unknown' }
  /** The same command: `version` is what it led to, from `after`; that is 0 where the command before is no longer remembered. */
  | { readonly kind: 'repeat'; readonly after: number; readonly version: number }
  /** The same id, but it stands for something else. */
  | { readonly kind: 'other-body' };

const hash = (text: string, bytes: number): Buffer =>
  createHash('sha256').update(text, 'utf8').digest().subarray(0, bytes);

/**
 * The last commands of an aggregate, newest last, 16 bytes each: 8 of the id's hash, 4 of the body's, 4 of the version.
 * Bytes, not a list of maps: 32 commands cost half a kilobyte of the tip instead of three.
 */
export function remember(recent: Uint8Array, commandId: string, body: string, version: number): Uint8Array {
  const entry = Buffer.alloc(ENTRY_BYTES);
  hash(commandId, 8).copy(entry, 0);
  hash(body, 4).copy(entry, 8);
  entry.writeUInt32BE(version, 12);
  const kept = Buffer.concat([recent, entry]);
  return Uint8Array.from(kept.subarray(Math.max(0, kept.length - RECENT_COMMANDS * ENTRY_BYTES)));
}

export function recall(recent: Uint8Array, commandId: string, body: string): Remembered {
  const bytes = Buffer.from(recent);
  const id = hash(commandId, 8);
  for (let at = bytes.length - ENTRY_BYTES; at >= 0; at -= ENTRY_BYTES) {
    if (!bytes.subarray(at, at + 8).equals(id)) continue;
    if (!bytes.subarray(at + 8, at + 12).equals(hash(body, 4))) return { kind: 'other-body' };
    const after = at === 0 ? 0 : bytes.readUInt32BE(at - 4);
    return { kind: 'repeat', after, version: bytes.readUInt32BE(at + 12) };
  }
  return { kind: 'unknown' };
}
