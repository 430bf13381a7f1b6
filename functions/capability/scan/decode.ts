import { TextDecoder } from 'node:util';
import type { Bytes } from './metered.ts';
import { ScanProblem } from './scan-problem.ts';
import { peek } from './unpack.ts';

/** An XML declaration fits in here, even in UTF-16. */
const DECLARATION_BYTES = 512;
/** Bytes that are decoded at once, so that limits are looked at often, however large the arriving parts are. */
const PIECE = 64 * 1024;

const startsWith = (bytes: Uint8Array, ...prefix: number[]) =>
  prefix.every((byte, index) => bytes[index] === byte);

/** By byte order mark, by the zeros around `<`, by the declaration, else UTF-8: appendix F of the XML recommendation. */
function encodingOf(head: Uint8Array): string {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return 'utf-8';
  if (startsWith(head, 0xff, 0xfe, 0, 0) || startsWith(head, 0, 0, 0xfe, 0xff)) return 'utf-32';
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0x3c, 0)) return 'utf-16le';
  if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0, 0x3c)) return 'utf-16be';
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(
    Buffer.from(head).toString('latin1'),
  )?.[1];
  // Tools that turn a UTF-16 text into bytes as UTF-8 leave the old declaration; bytes that spell `<?xml` cannot be UTF-16.
  return declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new ScanProblem(
      'unsupported-encoding',
      `The file is in the encoding "${encoding.slice(0, 60)}", which is not read; UTF-8, UTF-16 and the ISO-8859 family are`,
      undefined,
      cause,
    );
  }
}

/**
 * The document's characters, by its own encoding.
 * Throws ScanProblem `unsupported-encoding`, `bad-encoding` (bytes that the encoding does not have), `truncated` (ends within a character).
 */
export async function* decode(bytes: Bytes): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, DECLARATION_BYTES);
  const encoding = encodingOf(head);
  const decoder = decoderOf(encoding);
  let offset = 0;
  for await (const part of all) {
    for (let from = 0; from < part.byteLength; from += PIECE) {
      const piece = part.subarray(from, from + PIECE);
      const text = decodeOr(decoder, piece, () => badEncoding(encoding, offset, piece.byteLength));
      offset += piece.byteLength;
      if (text !== '') yield text;
    }
  }
  decodeOr(
    decoder,
    undefined,
    () => new ScanProblem('truncated', 'The file ends in the middle of a character: part of it is missing'),
  );
}

function decodeOr(decoder: TextDecoder, piece: Uint8Array | undefined, problem: () => ScanProblem): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    throw problem();
  }
}

const badEncoding = (encoding: string, offset: number, length: number) =>
  new ScanProblem(
    'bad-encoding',
    `Between byte ${offset + 1} and ${offset + length} there are bytes that are not ${encoding.toUpperCase()}; the file is damaged, or its XML declaration names the wrong encoding`,
  );
