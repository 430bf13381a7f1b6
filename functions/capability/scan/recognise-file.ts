import { decode } from './decode.ts';
import type { ScanFormat } from './format.ts';
import { MAX_UNPACKED_BYTES } from './limits.ts';
import { HEAD_CHARACTERS, recognise } from './recognise.ts';
import { ScanProblem } from './scan-problem.ts';
import { unpack } from './unpack.ts';

/** Bytes of a file's beginning by which a client recognises its format. */
export const HEAD_BYTES = 64 * 1024;

/**
 * The format of a file, by its first bytes, packed or plain. `isWhole`: whether these are all of it.
 *
 * @throws ScanProblem `empty-file` where there is nothing to tell it by, and the problems of `recognise`
 */
export async function recogniseFile(head: Uint8Array, isWhole: boolean): Promise<ScanFormat> {
  const { text, isAll } = await textOf(head);
  const format = recognise({ text, isWhole: isWhole && isAll });
  if (format) return format;
  throw new ScanProblem('empty-file', 'The file is empty: name its scanner with --capability');
}

/** As much of the text as the bytes give; they may end anywhere. */
async function textOf(head: Uint8Array): Promise<{ text: string; isAll: boolean }> {
  let text = '';
  async function* once(): AsyncGenerator<Uint8Array> {
    yield head;
  }
  try {
    for await (const part of decode(await unpack(once(), head.byteLength, MAX_UNPACKED_BYTES), () => {})) {
      text += part;
      if (text.length >= HEAD_CHARACTERS) return { text, isAll: false };
    }
  } catch (error) {
    if (error instanceof ScanProblem && error.code === 'truncated') return { text, isAll: false };
    throw error;
  }
  return { text, isAll: true };
}
