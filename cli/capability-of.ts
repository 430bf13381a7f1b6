import { open } from 'node:fs/promises';
import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import { isFailure } from '#schemas/errors.ts';
import { HEAD_BYTES, recogniseFile } from '../functions/capability/scan/recognise-file.ts';
import { CommandFailure, ExitCode } from './exit.ts';
import type { LocalFile } from './upload.ts';

/**
 * The scanner whose results a file holds, by its beginning; the worker decides again by the whole.
 *
 * @throws CommandFailure refused: a file that is of no format that is read, by its right name
 */
export async function capabilityOf({ path, size }: LocalFile): Promise<CapabilityName> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const { capability } = await recogniseFile(buffer.subarray(0, bytesRead), bytesRead >= size);
    return capability;
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new CommandFailure(ExitCode.refused, error.code, error.message, { cause: error });
  } finally {
    await file.close();
  }
}
