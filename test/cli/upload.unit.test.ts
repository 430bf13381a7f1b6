import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitCode } from '../../cli/exit.ts';
import { uploadFile } from '../../cli/upload.ts';

const storeError =
  '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';

describe('an upload', () => {
  let server: Server;
  let folder: string;
  /** Statuses that the store answers, in turn; 200 when there are no more. */
  let answers: number[];
  let received: { headers: IncomingMessage['headers']; body: Buffer }[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chariot-upload-'));
    answers = [];
    received = [];
    server = createServer((request, response) => {
      buffer(request).then(
        (body) => {
          received.push({ headers: request.headers, body });
          const status = answers.shift() ?? 200;
          response.writeHead(status).end(status === 200 ? '' : storeError);
        },
        // An upload that is broken off needs no answer.
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    rmSync(folder, { recursive: true, force: true });
  });

  const target = () => ({
    method: 'PUT',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scan`,
    headers: { 'x-amz-meta-note': 'kept' },
  });
  const file = (bytes: Buffer) => {
    const path = join(folder, 'scan.xml');
    writeFileSync(path, bytes);
    return { path, size: statSync(path).size };
  };

  it('sends the bytes as they are, with the length and the headers that were asked for, in no chunks', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const progress: number[] = [];
    await uploadFile(target(), file(bytes), (sent) => progress.push(sent));
    expect(received[0]?.body.equals(bytes)).toBe(true);
    expect(received[0]?.headers).toMatchObject({ 'content-length': '300000', 'x-amz-meta-note': 'kept' });
    expect(received[0]?.headers['transfer-encoding']).toBeUndefined();
    expect(progress.at(-1)).toBe(300_000);
    expect(progress.length).toBeGreaterThan(1);
  });

  it('tries again, with the whole file, where the store is busy', async () => {
    answers = [503, 500];
    await uploadFile(target(), file(Buffer.from('whole')));
    expect(received.map(({ body }) => body.toString())).toEqual(['whole', 'whole', 'whole']);
  });

  it('that the store refuses is not tried again, and gives its reason', async () => {
    answers = [403];
    const upload = uploadFile(target(), file(Buffer.from('x')));
    await expect(upload).rejects.toMatchObject({
      exitCode: ExitCode.refused,
      code: 'upload-refused',
      message: 'the upload was refused with 403 (AccessDenied: Request has expired)',
    });
    expect(received).toHaveLength(1);
  });

  it('of a file that has become shorter since says so', async () => {
    const { path } = file(Buffer.from('short'));
    await expect(uploadFile(target(), { path, size: 500 })).rejects.toMatchObject({ code: 'file-changed' });
  });

  it('of a file that still grows ends where it was announced to end', async () => {
    const { path } = file(Buffer.from('announced and more'));
    await uploadFile(target(), { path, size: 9 });
    expect(received[0]?.body.toString()).toBe('announced');
  });

  it('of a file that cannot be read names the file, not the network', async () => {
    const upload = uploadFile(target(), { path: join(folder, 'gone.xml'), size: 5 });
    await expect(upload).rejects.toMatchObject({ exitCode: ExitCode.refused, code: 'file-unreadable' });
  });
});
