import { createHash } from 'node:crypto';
import { CommandId, type IdempotencyKey } from '#schemas/primitives.ts';

/** Parts are joined by a character that none of them may hold, so that no two lists of parts read the same. */
const digestOf = (parts: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(parts.join('\u0000'), 'utf8').digest();

/**
 * A UUIDv8 (RFC 9562) derived from its parts alone: a repeated request makes the same thing, never a second one.
 *
 * @example derivedId(accountId, 'POST /jobs', idempotencyKey)
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const bytes = digestOf(parts).subarray(0, 16);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a command that an event, or another command, causes: hash(event id, handler, target, ordinal). */
export const derivedCommandId = (...parts: readonly (string | number)[]): CommandId =>
  CommandId.parse(derivedId('command', ...parts));

/**
 * The id of the command that a client's Idempotency-Key stands for. No id that the platform derives for itself has
 * this prefix. So a client cannot send a key that names a command of the platform's own.
 */
export const clientCommandId = (key: IdempotencyKey): CommandId =>
  CommandId.parse(`client:${derivedId('idempotency-key', key)}`);
