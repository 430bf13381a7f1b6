import { TerminalFailure } from '#schemas/errors.ts';

/** Bytes of each of the two numbers of a P-256 signature. */
const SIZE = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** Length, sign byte and tag make a P-256 signature at most 72 bytes, so every length fits one byte. */
const MAX_SHORT_LENGTH = 0x7f;

/**
 * Turns a P-256 signature of KMS into that of JOSE. KMS gives DER, a sequence of two integers without leading zeros.
 * JOSE wants both numbers side by side, 32 bytes each (RFC 7518, 3.4).
 *
 * @throws TerminalFailure `unreadable-signature`
 */
export function joseSignature(der: Uint8Array): Uint8Array {
  const bytes = Buffer.from(der);
  if (bytes[0] !== SEQUENCE || bytes[1] !== bytes.length - 2 || bytes.length - 2 > MAX_SHORT_LENGTH) {
    throw unreadable('is not one sequence');
  }
  const r = integerAt(bytes, 2);
  const s = integerAt(bytes, r.end);
  if (s.end !== bytes.length) throw unreadable('goes on after its second number');
  return Buffer.concat([padded(r.value), padded(s.value)]);
}

/** The way back: `joseSignature(derSignature(jose))` is `jose`. */
export function derSignature(jose: Uint8Array): Uint8Array {
  if (jose.length !== 2 * SIZE) throw unreadable(`must have ${2 * SIZE} bytes`);
  const body = Buffer.concat([encoded(jose.subarray(0, SIZE)), encoded(jose.subarray(SIZE))]);
  return Buffer.concat([Buffer.from([SEQUENCE, body.length]), body]);
}

const unreadable = (what: string): TerminalFailure =>
  new TerminalFailure('unreadable-signature', `the signature ${what}`);

function integerAt(bytes: Buffer, at: number): { readonly value: Buffer; readonly end: number } {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  const value = bytes.subarray(at + 2, end);
  if (bytes[at] !== INTEGER || length === 0 || value.length !== length)
    throw unreadable('lacks one of its numbers');
  return { value: withoutLeadingZeros(value), end };
}

function withoutLeadingZeros(value: Uint8Array): Buffer {
  const first = value.findIndex((byte) => byte !== 0);
  return Buffer.from(first === -1 ? [] : value.subarray(first));
}

function padded(value: Buffer): Buffer {
  if (value.length > SIZE) throw unreadable('holds a number that is too large');
  return Buffer.concat([Buffer.alloc(SIZE - value.length), value]);
}

/** A first bit of 1 would make the number negative: a zero byte goes before it. */
function encoded(value: Uint8Array): Buffer {
  const short = withoutLeadingZeros(value);
  const sign = (short[0] ?? 0x80) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([INTEGER, short.length + sign.length, ...sign]), short]);
}
