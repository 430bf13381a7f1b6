import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure, ExitCode } from './exit.ts';

/** Where the API asks for a file. */
export interface UploadTarget {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A local file as it was when the upload was asked for. */
export interface LocalFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const attempts = 4;

async function* counted(file: LocalFile, onBytes: (sent: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  // No further than the announced size, should a scanner still be writing.
  for await (const chunk of createReadStream(file.path, { end: file.size - 1 })) {
    yield chunk;
    sent += chunk.length;
    onBytes(sent);
  }
  if (sent !== file.size) {
    throw new CommandFailure(
      ExitCode.refused,
      'file-changed',
      `${file.path} became shorter while it was uploaded (${sent} of ${file.size} bytes)`,
    );
  }
}

/** The reason that an object store gives in its XML, if any. */
function storeReason(text: string): string {
  const code = /<Code>([^<]{1,200})<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]{1,500})<\/Message>/.exec(text)?.[1];
  return [code, message].filter(Boolean).join(': ');
}

function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  // A failure while the body was read (a missing right, a broken disk) is not the network's fault.
  if (
    cause instanceof Error &&
    'syscall' in cause &&
    (cause.syscall === 'open' || cause.syscall === 'read')
  ) {
    return new CommandFailure(ExitCode.refused, 'file-unreadable', cause.message, { cause: error });
  }
  if (cause instanceof CommandFailure) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandFailure(
    ExitCode.unreachable,
    'unreachable',
    `the upload did not get through: ${reason}`,
    {
      cause: error,
    },
  );
}

async function putOnce(target: UploadTarget, file: LocalFile, onBytes: (sent: number) => void) {
  try {
    const answer = await fetch(target.url, {
      method: target.method,
      // Object stores refuse a body of unknown length.
      headers: { ...target.headers, 'content-length': String(file.size) },
      ...(file.size > 0 ? { body: ReadableStream.from(counted(file, onBytes)), duplex: 'half' } : {}),
    });
    return { status: answer.status, text: answer.ok ? '' : await answer.text() };
  } catch (error) {
    throw failureOf(error);
  }
}

/**
 * Streams a file to where the API asked for it, in bounded memory; tries again where the store was busy or the connection
 * broke. Throws CommandFailure: refused (with the store's reason) or unreachable.
 */
export async function uploadFile(
  target: UploadTarget,
  file: LocalFile,
  onBytes: (sent: number) => void = () => undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let failure: CommandFailure;
    try {
      const { status, text } = await putOnce(target, file, onBytes);
      if (status < 300) return;
      const reason = storeReason(text);
      const message = `the upload was refused with ${status}${reason ? ` (${reason})` : ''}`;
      failure = new CommandFailure(ExitCode.refused, 'upload-refused', message);
      if (status < 500 && status !== 429) throw failure;
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.exitCode !== ExitCode.unreachable) throw error;
      failure = error;
    }
    if (attempt === attempts) throw failure;
    await delay(200 * 2 ** attempt * (0.5 + Math.random() / 2));
  }
}
