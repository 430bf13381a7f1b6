import { afterEach, describe, expect, it } from 'vitest';
import { chariot } from './chariot.ts';
import { type FakeApi, problem, startFakeApi } from './fake-api.ts';
import { asset } from './fake-platform.ts';

// A name with many addresses, most of them deleted: the list skips those, so that its pages are short or empty and
// still have a cursor. The first page alone once named the wrong asset, or none.

let api: FakeApi | undefined;
afterEach(() => api?.stop());

/** Runs a command on a platform that answers lists of assets in just these pages. */
async function asked(pages: readonly (readonly string[])[]) {
  const assets = pages.map((page) => page.map((address) => asset('cdn.acme.test', address)));
  api = await startFakeApi({
    listAssets: ({ query }) => {
      const at = Number(query.cursor ?? 0);
      const more = at + 1 < assets.length ? { cursor: String(at + 1) } : {};
      return { status: 200, body: { items: assets[at] ?? [], ...more } };
    },
    getAsset: ({ params }) => {
      const found = assets.flat().find(({ id }) => id === params.id);
      return found ? { status: 200, body: found } : problem(404, 'not-found');
    },
  });
  const env = { CHARIOT_API_URL: api.url, CHARIOT_KEY_ID: 'ck_1', CHARIOT_KEY_SECRET: 'right' };
  return chariot(['asset', 'cdn.acme.test', '--json'], env);
}

describe('the name of an asset', () => {
  it('is that of several where they are on different pages', async () => {
    const run = await asked([['192.0.2.3'], [], ['192.0.2.77']]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('several assets');
    for (const address of ['192.0.2.3', '192.0.2.77']) expect(run.stderr).toContain(address);
  });

  it('finds the only one behind pages that are empty', async () => {
    const run = await asked([[], [], ['192.0.2.77'], []]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('#asset#cdn.acme.test#192.0.2.77');
  });
});
