import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chariotProgram } from '../cli/chariot.ts';
import { apiUrl, newTenant, type Tenant, until } from '../support/platform.ts';

const example = (name: string) => join(import.meta.dirname, '..', '..', 'examples', name);

let folder: string;
let tenant: Tenant;

/** Runs the program as a shell does: with words and variables, and nothing of the test's own surroundings. */
const chariot = (words: readonly string[], variables: Record<string, string> = {}) =>
  chariotProgram(words, { HOME: folder, XDG_CONFIG_HOME: folder, ...variables });

/** What a command with --json says; fails when it does not end well. */
async function told(...words: string[]) {
  const { code, stdout, stderr } = await chariot([...words, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const login = () => ({
  CHARIOT_API_URL: apiUrl,
  CHARIOT_KEY_ID: tenant.key.id,
  CHARIOT_KEY_SECRET: tenant.key.secret,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chariot-command-line-'));
  tenant = await newTenant('command line');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line, as its user runs it', () => {
  it('asks for a login first, and keeps one that is given in variables', async () => {
    const stranger = await chariot(['assets']);
    expect(stranger).toMatchObject({ code: 2, stdout: '' });
    expect(stranger.stderr).toMatch(/not logged in.*chariot login/);

    const run = await chariot(['login', '--json'], login());
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ url: apiUrl, account: tenant.accountId });
    expect(run.stdout).not.toContain(tenant.key.secret);
    expect((await told('assets')).items).toEqual([]);
  });

  it('imports both examples, and lists the changes', async () => {
    const { imports } = await told('import', example('acme-monday.xml'), example('acme-friday.xml'));
    const [monday, friday] = imports;
    expect(monday).toMatchObject({ status: 'completed', importStatus: 'complete', closed: [], gone: [] });
    expect([monday.appeared.length, monday.opened.length]).toEqual([10, 13]);
    expect(friday.appeared.map(({ dns }: { dns: string }) => dns)).toEqual(['shop.acme.test']);
    expect(friday.opened).toMatchObject([{ dns: 'shop.acme.test', protocol: 'tcp', port: 443 }]);
    expect(friday.closed).toMatchObject([
      { dns: 'cache.acme.test', port: 6379 },
      { dns: 'staging.acme.test', port: 8080 },
    ]);

    const { stdout, stderr, code } = await chariot(['import', example('acme-friday.xml')]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain('0 appeared, 0 opened, 0 closed, 0 gone');
  });

  it('lists assets, and shows one by its name, its key or its id', async () => {
    const { items } = await told('assets', '--prefix', 'www.');
    expect(items).toMatchObject([{ key: '#asset#www.acme.test#127.0.10.1', openPorts: 2 }]);
    expect((await told('assets')).items).toHaveLength(11);
    const ways = await Promise.all(
      ['www.acme.test', items[0].key, items[0].id].map((key) => told('asset', key)),
    );
    for (const asset of ways) expect(asset).toEqual(ways[0]);
    expect(ways[0].ports.map(({ port }: { port: number }) => port)).toEqual([80, 443]);
    const { stdout } = await chariot(['asset', 'db.acme.test']);
    expect(stdout).toMatch(/5432\/tcp +open +postgresql +PostgreSQL DB 9\.6\.0 or later/);
  });

  it('adds, lists and removes seeds', async () => {
    const { key } = await told('seeds', 'add', 'acme.test', '--status', 'A', '--tag', 'ours');
    const listed = () =>
      until('the list of seeds', async () => {
        const { items } = await told('seeds', 'list');
        return items.length > 0 ? items : undefined;
      });
    expect(await listed()).toMatchObject([{ key, value: 'acme.test', status: 'A', tags: ['ours'] }]);
    await told('seeds', 'remove', 'acme.test');
    const history = await told('history', 'acme.test', '--kind', 'seed');
    expect(history.items.map(({ event_type }: { event_type: string }) => event_type)).toEqual([
      'SeedAdded',
      'SeedRemoved',
    ]);
    expect(await chariot(['seeds', 'add', 'not a domain'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('value'),
    });
  });

  it('lists jobs, and tells the history of an asset and of a job', async () => {
    const { items } = await told('jobs', '--status', 'completed');
    expect(items.map(({ file }: { file: { name: string } }) => file.name)).toEqual([
      'acme-friday.xml',
      'acme-friday.xml',
      'acme-monday.xml',
    ]);
    const typesOf = (history: { items: { event_type: string }[] }) =>
      history.items.map(({ event_type }) => event_type);
    expect(typesOf(await told('history', items[2].jobId, '--kind', 'job'))).toEqual([
      'JobScheduled',
      'JobStarted',
      'JobResultsReceived',
      'JobCompleted',
    ]);
    expect(typesOf(await told('history', 'cache.acme.test')).slice(0, 2)).toEqual([
      'AssetDiscovered',
      'AssetScanned',
    ]);
  });

  it('ends with 1 and the reason where a file is broken, and imports the others all the same', async () => {
    const broken = join(folder, 'broken.xml');
    writeFileSync(broken, '<nmaprun><host><address addr="192.0.2.1" addrtype="ipv4"/>');
    const run = await chariot(['import', broken, example('acme-friday.xml'), '--json']);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/broken\.xml: failed: Line 1, column \d+: The file ends before <\/nmaprun>/);
    expect(JSON.parse(run.stdout).imports).toMatchObject([
      { status: 'failed', reason: { code: 'truncated' }, appeared: [], opened: [] },
      { status: 'completed', importStatus: 'complete' },
    ]);
  });

  it.for([
    [['assets', '--limit', 'many'], /limit.*whole number/],
    [['assets', '--colour', 'red'], /unknown option '--colour'/],
    [['asset'], /missing.*key/],
    [['burn'], /burn/],
    [['import', 'nowhere.xml'], /nowhere\.xml does not exist/],
    [['assets', '--account', 'mine'], /UUID/],
  ] as const)('ends with 2 where the words are wrong: %s', async ([words, problem]) => {
    const run = await chariot(words);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(problem) });
    expect(run.stderr).toMatch(/^chariot: /);
  });

  it('ends with 1 where there is no such thing, or the key is not accepted', async () => {
    for (const words of [
      ['asset', 'nobody.acme.test'],
      ['asset', '#asset#nobody.acme.test#192.0.2.1'],
      ['history', '00000000-0000-8000-8000-000000000000', '--kind', 'job'],
      ['seeds', 'remove', 'nobody.test'],
    ]) {
      const run = await chariot(words);
      expect(run).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/no such|there is no/i),
      });
    }
    const refused = await chariot(['assets', '--json'], { ...login(), CHARIOT_KEY_SECRET: 'wrong' });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('chariot login') });
    expect(JSON.parse(refused.stdout).error.code).toBe('invalid-credentials');
  });

  it('ends with 3 where the API cannot be reached', async () => {
    const run = await chariot(['assets', '--json'], { ...login(), CHARIOT_API_URL: 'http://127.0.0.1:9' });
    expect(run).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('http://127.0.0.1:9 cannot be reached'),
    });
    expect(JSON.parse(run.stdout).error.code).toBe('unreachable');
  });
});
