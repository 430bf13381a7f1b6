import { TextDecoder } from 'node:util';
import type { Bytes } from './metered.ts';
import { ScanProblem } from './scan-problem.ts';
import { peek } from './unpack.ts';
import type { Warn } from './warnings.ts';

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
    return new TextDecoder(encoding);
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
 * The document's characters, by its own encoding. Bytes that the encoding does not have are read as U+FFFD, and told
 * of: one of them must not cost the rest of a file.
 * Throws ScanProblem `unsupported-encoding`.
 */
export async function* decode(bytes: Bytes, warn: Warn): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, DECLARATION_BYTES);
  const encoding = encodingOf(head);
  const decoder = decoderOf(encoding);
  let line = 1;
  const told = (text: string): string => {
    if (text.includes('\ufffd')) {
      const before = text.slice(0, text.indexOf('\ufffd'));
      warn(`Bytes that are not ${encoding.toUpperCase()} were read as \ufffd`, line + newlinesIn(before));
    }
    line += newlinesIn(text);
    return text;
  };
  for await (const part of all) {
    for (let from = 0; from < part.byteLength; from += PIECE) {
      const text = decoder.decode(part.subarray(from, from + PIECE), { stream: true });
      if (text !== '') yield told(text);
    }
  }
  const rest = decoder.decode();
  if (rest !== '') yield told(rest);
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
