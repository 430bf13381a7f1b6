import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loadProfile } from '../../cli/config.ts';
import { signIn } from '../../cli/connection.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on this machine, and what it was asked for. */
async function server(listener: RequestListener) {
  const asked: string[] = [];
  const running = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  closing.push(() => running.close());
  return { url: `http://127.0.0.1:${(running.address() as AddressInfo).port}`, asked };
}

describe('the secret of a key', () => {
  it('does not follow a redirect: another server that answers for the API must not send it on', async () => {
    const elsewhere = await server((_, response) => response.end('{}'));
    const api = await server((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/token` }).end(),
    );
    await expect(signIn({ url: api.url, keyId: 'k', keySecret: 's' })).rejects.toMatchObject({
      code: 'http-307',
    });
    expect(api.asked).toEqual(['POST /token']);
    expect(elsewhere.asked).toEqual([]);
  });

  const env = (url: string) => ({ CHARIOT_API_URL: url, CHARIOT_KEY_ID: 'k', CHARIOT_KEY_SECRET: 's' });

  it.each([
    'https://api.example.com',
    'http://127.0.0.1:4566/_aws/execute-api/a1',
    'http://127.8.8.8',
    'http://[::1]:4566',
    'http://localhost:4566',
    'http://a1.execute-api.localhost:4566',
    'http://a1.execute-api.localhost.localstack.cloud:4566',
  ])('is sent to %s', (url) => {
    expect(loadProfile(env(url)).url).toBe(url);
  });

  it.each(['nonsense', 'http://x y', 'ftp://a.test'])('is not sent to %j, which is no address', (url) => {
    expect(() => loadProfile(env(url))).toThrow(/CHARIOT_API_URL must be an http or https URL/);
  });

  it.each([
    'http://api.example.com',
    'http://192.0.2.1',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://notlocalhost',
  ])('is not sent in the clear to %s', (url) => {
    expect(() => loadProfile(env(url))).toThrow(/CHARIOT_API_URL must be an https URL/);
  });
});
