import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAssets } from '#schemas/asset/asset/routes.ts';
import type { ImportChange } from '#schemas/asset/import/state.ts';
import { idOf, keyOf } from '#schemas/id.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { main } from '../../cli/program.ts';
import { seedValueOf } from '../../functions/asset/seed/domain/seed-value.ts';
import { chariot, chariotProgram, type Run } from './chariot.ts';
import type { FakeApi } from './fake-api.ts';
import { asset, FOUND_BY, startFakePlatform } from './fake-platform.ts';
import { stubTerminal } from './terminal-stub.ts';

const www = { key: '#asset#www.acme.test#127.0.10.1', dns: 'www.acme.test', name: '127.0.10.1' };
const banner = 'nginx\u001b[2J\u009b31m';
const changes: ImportChange[] = [
  { change: 'appeared', ...www },
  { change: 'opened', ...www, protocol: 'tcp', port: 443, state: 'open', service: 'https', product: banner },
  {
    change: 'opened',
    ...www,
    protocol: 'tcp',
    port: 80,
    state: 'open',
    service: 'http',
    product: 'nginx',
    version: '1.22.1',
  },
  { change: 'closed', ...www, protocol: 'tcp', port: 6379, state: 'closed', service: 'redis' },
];

let api: FakeApi;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chariot-cli-'));
  for (const name of ['monday.xml', 'broken.xml', 'friday.xml']) {
    writeFileSync(join(folder, name), `<nmaprun>${name}${'x'.repeat(100_000)}</nmaprun>`);
  }
  api = await startFakePlatform(
    [
      asset('www.acme.test', '127.0.10.1', {
        seed: '#seed#domain#acme.test',
        openPorts: 1,
        ports: [
          {
            protocol: 'tcp',
            port: 443,
            state: 'open',
            observedAt: '2026-11-24T00:04:00Z',
            service: 'https',
            product: banner,
          },
        ],
      }),
      asset('twin.acme.test', '127.0.10.1'),
      asset('twin.acme.test', '127.0.10.2'),
    ],
    {
      'monday.xml': { changes },
      'broken.xml': { reason: { code: 'truncated', message: 'the file ends in the middle of a host' } },
      'friday.xml': { changes: [] },
    },
  );
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const loggedIn = () => ({ CHARIOT_API_URL: api.url, CHARIOT_KEY_ID: 'ck_1', CHARIOT_KEY_SECRET: 'right' });
const ask = (words: string[]): Promise<Run> => chariot(words, loggedIn());
const file = (name: string) => join(folder, name);

/** The one document that stdout holds; throws when there is anything else. */
const json = ({ stdout }: Run) => JSON.parse(stdout) as Record<string, never>;
const controls = (text: string): string[] =>
  text.match(/[\p{Cc}\p{Cf}]/gu)?.filter((character) => character !== '\n') ?? [];

describe('an import', () => {
  it('uploads the very bytes with their length, and lists opened, closed and appeared things', async () => {
    const run = await ask(['import', file('monday.xml')]);
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('1 appeared, 2 opened, 1 closed, 0 gone');
    expect(run.stdout).toMatch(/opened\s+www\.acme\.test\s+127\.0\.10\.1\s+80\/tcp\s+http\s+nginx 1\.22\.1/);
    expect(run.code).toBe(0);
    const uploaded = [...api.uploads.values()].at(-1);
    expect(uploaded?.equals(readFileSync(file('monday.xml')))).toBe(true);
  });

  it('of several files goes on after one that fails, names its reason, and ends with 1', async () => {
    const run = await ask(['import', file('monday.xml'), file('broken.xml'), file('friday.xml')]);
    expect(run.code).toBe(1);
    expect(run.stderr).toBe(`${file('broken.xml')}: failed: the file ends in the middle of a host\n`);
    expect(run.stdout).toContain(`${file('friday.xml')}: 2 assets seen, 0 appeared`);
    const order = api.calls.filter(({ route }) => route === 'createJob').slice(-3);
    expect(order.map(({ body }) => (body as { file: { name: string } }).file.name)).toEqual([
      'monday.xml',
      'broken.xml',
      'friday.xml',
    ]);
  });

  it('starts the next file only when the one before is through', async () => {
    await ask(['import', file('monday.xml'), file('friday.xml')]);
    const routes = api.calls.map(({ route }) => route);
    const second = routes.lastIndexOf('createJob');
    expect(routes[second - 1]).toBe('listImportChanges');
  });

  it('as JSON is one document, also when a file fails', async () => {
    const run = await ask(['import', '--json', file('broken.xml'), file('monday.xml')]);
    expect(run.code).toBe(1);
    const { imports } = json(run) as unknown as { imports: Record<string, unknown>[] };
    expect(imports.map(({ status }) => status)).toEqual(['failed', 'completed']);
    expect(imports[0]).toMatchObject({ reason: { code: 'truncated' }, opened: [] });
    expect(imports[1]).toMatchObject({ importStatus: 'complete', closed: [{ port: 6379 }] });
  });

  it('of a file that does not exist is refused before anything is sent', async () => {
    const before = api.calls.length;
    const run = await ask(['import', file('monday.xml'), file('none.xml')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toBe(`chariot: FILE ${file('none.xml')} does not exist\n`);
    expect(api.calls.length).toBe(before);
    expect((await ask(['import', folder])).stderr).toContain('is not a regular file');
  });

  it('keeps the terminal from obeying the text of a scanner', async () => {
    const run = await ask(['import', file('monday.xml')]);
    expect(controls(run.stdout)).toEqual([]);
    expect(run.stdout).toContain('nginx\\x1b[2J\\x9b31m');
    const asJson = await ask(['import', '--json', file('monday.xml')]);
    expect(controls(asJson.stdout)).toEqual([]);
    expect(asJson.stdout).toContain('nginx\\u001b[2J\\u009b31m');
  });
});

describe('looking things up', () => {
  it('assets reads page after page to the end, or to the limit', async () => {
    expect(json(await ask(['assets', '--json'])).items).toHaveLength(3);
    expect(json(await ask(['assets', '--json', '--limit', '1'])).items).toHaveLength(1);
    expect((await ask(['assets', '--prefix', 'TWIN.'])).stdout).toMatch(/twin\.acme\.test[\s\S]*2 assets\n$/);
  });

  it('assets are listed in order of their keys, in whatever order they come', async () => {
    const all = json(await ask(['assets', '--json'])).items as unknown as { key: string }[];
    expect(all.map(({ key }) => key)).toEqual(all.map(({ key }) => key).toSorted());
    expect(all[0]?.key).toMatch(/twin/);
  });

  it('assets counts what it has read while it reads, on a terminal and nowhere else', async () => {
    const counted = async (...words: string[]) => {
      const terminal = stubTerminal({ interactive: true, env: { HOME: '/nonexistent', ...loggedIn() } });
      expect(await main(['assets', ...words], terminal)).toBe(0);
      return terminal.complained();
    };
    const drawn = await counted();
    expect(drawn).toMatch(/reading assets: 2.*reading assets: 3/s);
    // Cursor to the first column, and the line cleared.
    expect(drawn.endsWith('\r\u001b[2K')).toBe(true);
    expect(await counted('--json')).toBe('');
    expect((await ask(['assets'])).stderr).toBe('');
  });

  it('an asset is found by its key, its id and its name', async () => {
    const { key } = www;
    const id = Buffer.from(key).toString('base64url');
    for (const word of [key, id, 'www.acme.test', 'WWW.acme.test']) {
      expect(json(await ask(['asset', word, '--json']))).toMatchObject({ key });
    }
    const { stdout } = await ask(['asset', key]);
    expect(stdout).toMatch(/443\/tcp\s+open\s+https/);
    expect(controls(stdout)).toEqual([]);
  });

  it('a name of several assets lists their keys', async () => {
    const run = await ask(['asset', 'twin.acme.test']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("'#asset#twin.acme.test#127.0.10.2'");
  });

  it('a missing thing is named, with the forms of KEY', async () => {
    const run = await ask(['asset', 'nobody.test']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("there is no asset nobody.test. KEY is an asset's name, key");
    expect((await ask(['asset', '#asset#no#no'])).stderr).toContain('There is no such asset.');
  });

  it('history is complete and in order', async () => {
    const run = await ask(['history', 'www.acme.test']);
    expect(run.stdout.match(/Asset\w+/g)).toEqual(['AssetDiscovered', 'AssetTagged', 'AssetDeleted']);
    expect(controls(run.stdout)).toEqual([]);
  });

  it('why names the seed and the scan that an asset comes from', async () => {
    expect((await ask(['why', 'www.acme.test'])).stdout).toBe(
      [
        'asset         #asset#www.acme.test#127.0.10.1',
        'in scope      yes: #seed#domain#acme.test includes it',
        `found         2026-11-24T00:04:00Z by nmap, in found.xml, job ${FOUND_BY}`,
        '',
      ].join('\n'),
    );
    expect(json(await ask(['why', 'www.acme.test', '--json']))).toMatchObject({
      inScope: true,
      seed: { key: '#seed#domain#acme.test', mode: 'include' },
      found: { job: FOUND_BY, capability: 'nmap', file: 'found.xml' },
    });
  });

  it('jobs shows the reason of a failed one', async () => {
    await ask(['import', file('broken.xml')]);
    expect((await ask(['jobs'])).stdout).toMatch(
      /failed .* broken\.xml: the file ends in the middle of a host/,
    );
  });

  it('seeds are added and removed by their value', async () => {
    expect(json(await ask(['seeds', 'add', 'acme.test', '--json', '--status', 'A']))).toMatchObject({
      key: '#seed#domain#acme.test',
    });
    expect((await ask(['seeds', 'remove', 'acme.test'])).stdout).toBe('Removed #seed#domain#acme.test\n');
    expect((await ask(['seeds', 'remove', 'other.test'])).code).toBe(1);
  });

  it.each([
    ['acme.test', 'ACME.test.'],
    ['büro.example', 'BÜRO.example'],
    ['שלום.example', 'xn--9dbne9b.example'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['192.0.2.77/24', '192.0.2.0/24'],
  ])('the seed %s is looked for as it is stored, also as %s', async (value, other) => {
    const asked = async (word: string) => {
      await ask(['seeds', 'remove', word]);
      const ids = api.calls.flatMap(({ route, params }) => (route === 'getSeed' ? [params.id] : []));
      return ids.slice(-2).map((id) => keyOf(id ?? ''));
    };
    const { kind, value: stored } = seedValueOf(value, icannRules);
    expect(await asked(value)).toContain(`#seed#${kind}#${stored}`);
    expect(await asked(other)).toContain(`#seed#${kind}#${stored}`);
  });

  it.each(['bücher.example', 'BÜCHER.example', '#asset#Bücher.example#192.0.2.1'])(
    'the asset %s is looked for by its ASCII form',
    async (word) => {
      await ask(['asset', word]);
      const { route, query, params } = api.calls.at(-1) ?? {};
      const key = route === 'getAsset' ? keyOf(params?.id ?? '') : query?.keyPrefix;
      expect(key).toMatch(/^#asset#xn--bcher-kva\.example#/);
      await ask(['assets', '--prefix', word]);
      expect(api.calls.at(-1)?.query.keyPrefix).toMatch(/^#asset#xn--bcher-kva\.example/);
    },
  );

  /** How the command line asks for each field of the query; it turns pages by itself. */
  const OPTIONS: Record<string, [string[], unknown]> = {
    cursor: [[], undefined],
    limit: [['--limit', '7'], 7],
    view: [['--full'], 'full'],
    status: [['--status', 'F'], 'F'],
    class: [['--class', 'ipv4'], 'ipv4'],
    keyPrefix: [['--prefix', 'www'], '#asset#www'],
    tag: [['--tag', 'office'], 'office'],
    inScope: [['--scope', 'out'], 'false'],
    seed: [['--seed', 'acme.test'], idOf('#seed#domain#acme.test')],
    createdFrom: [['--since', '2026-11-24'], '2026-11-24'],
    createdTo: [['--until', '2026-11-24T08:00:00Z'], '2026-11-24T08:00:00Z'],
    consistent: [['--consistent'], 'true'],
  };

  it.each(Object.keys(listAssets.query.shape))('assets can be asked for by %s', async (field) => {
    const [words, value] = OPTIONS[field] ?? [['no option'], field];
    const before = api.calls.length;
    expect((await ask(['assets', ...words])).code).toBe(0);
    const [first] = api.calls.slice(before).filter(({ route }) => route === 'listAssets');
    expect(first?.query[field]).toBe(value);
  });

  it('whole assets have their ports', async () => {
    const { items } = json(await ask(['assets', '--full', '--json'])) as unknown as { items: object[] };
    expect(items.every((item) => 'ports' in item)).toBe(true);
  });

  it('another account is asked for by its header', async () => {
    const other = '01900000-0000-7000-8000-000000000002';
    await ask(['assets', '--account', other]);
    expect(api.calls.at(-1)?.headers.account).toBe(other);
  });
});

describe('logging in', () => {
  const words = () => ['login', '--url', api.url, '--key-id', 'ck_1', '--key-secret-stdin'];

  it('keeps the profile for its owner only, and never prints the secret', async () => {
    const XDG_CONFIG_HOME = mkdtempSync(join(folder, 'home-'));
    const run = await chariot(words(), { XDG_CONFIG_HOME }, 'right\n');
    expect(run.code).toBe(0);
    expect(`${run.stdout}${run.stderr}`).not.toContain('right');
    expect(statSync(join(XDG_CONFIG_HOME, 'chariot', 'config.json')).mode & 0o777).toBe(0o600);
    expect((await chariot(['assets'], { XDG_CONFIG_HOME })).code).toBe(0);
  });

  it('with a key that is not accepted keeps nothing', async () => {
    const XDG_CONFIG_HOME = mkdtempSync(join(folder, 'home-'));
    const run = await chariot([...words(), '--json'], { XDG_CONFIG_HOME }, 'wrong');
    expect(run.code).toBe(1);
    expect(json(run)).toMatchObject({ error: { code: 'invalid-credentials' } });
    expect(run.stderr).toContain('There is no such API key');
    expect(existsSync(join(XDG_CONFIG_HOME, 'chariot'))).toBe(false);
  });

  it('without a terminal names the missing value instead of asking', async () => {
    const run = await chariot(['login', '--url', 'https://a.test']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--key-id or CHARIOT_KEY_ID is missing');
  });

  it('takes no secret as an argument, where every user of the machine could read it', async () => {
    expect((await chariot(['login', '--key-secret', 'x'])).stderr).toContain("unknown option '--key-secret'");
  });
});

describe('exit codes', () => {
  it('2 names the argument and its allowed values', async () => {
    const wrong: [string[], RegExp][] = [
      [['assets', '--status', 'X'], /--status <status>.*Allowed choices are A, P, F, FR, D/],
      [['assets', '--limit', 'many'], /--limit <count>.*whole number, 1 or more/],
      [['import', 'x', '--capability', 'nikto'], /--capability <name>.*Allowed choices are nmap/],
      [['asset', 'x', '--account', 'me'], /--account <id>.*UUID/],
      [['asset'], /'key'.*put keys in quotes/],
      [['assets', 'surplus'], /too many arguments/],
      [['conquer'], /unknown command 'conquer'/],
      [[], /a command is missing/],
    ];
    for (const [words, complaint] of wrong) {
      const run = await ask(words);
      expect(run.stderr).toMatch(complaint);
      expect(run).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('2 tells a user without a login how to log in', async () => {
    const run = await chariot(['assets', '--json']);
    expect(run.code).toBe(2);
    expect(json(run)).toMatchObject({
      error: { code: 'usage', message: expect.stringContaining('chariot login') },
    });
  });

  it('0 and help with examples for every command', async () => {
    const commands = [
      'login',
      'import',
      'assets',
      'asset',
      'why',
      'jobs',
      'history',
      'whoami',
      'accounts',
      'seeds add',
    ];
    for (const name of commands) {
      const run = await chariot([...name.split(' '), '--help']);
      expect(run.code).toBe(0);
      expect(run.stdout).toMatch(/Examples:\n {2}\$ .*chariot/);
      expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }
    expect((await chariot(['--help'])).stdout).toContain('3  the API cannot be reached');
  });
});

describe('the program itself', { timeout: 60_000 }, () => {
  it('answers on stdout alone and ends with the code of the outcome', async () => {
    const good = await chariotProgram(['import', '--json', file('monday.xml')], loggedIn());
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(json(good)).toMatchObject({ imports: [{ status: 'completed' }] });
    const failed = await chariotProgram(['import', file('broken.xml')], loggedIn());
    expect(failed).toMatchObject({ code: 1, stdout: '' });
  });

  it('ends with 3 where the API cannot be reached, and says why', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => {
      closed.listen(0, '127.0.0.1', resolve);
    });
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => {
      closed.close(resolve);
    });
    const elsewhere = { ...loggedIn(), CHARIOT_API_URL: `http://127.0.0.1:${port}` };
    const run = await chariotProgram(['assets'], elsewhere);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/cannot be reached \(connect ECONNREFUSED/);
  });
});

describe('wrong words', () => {
  it.each(['2026-11-24 08:00', '2026-11-24T08:00:00', '1', '11/24', 'yesterday'])(
    'a moment %j without a zone is refused by every command',
    async (word) => {
      const republish = [
        'ops',
        'republish',
        '--stage',
        'local',
        '--service',
        'asset',
        '--account',
        crypto.randomUUID(),
      ];
      for (const words of [['assets'], republish]) {
        const run = await ask([...words, '--since', word]);
        expect(run.code).toBe(2);
        expect(run.stderr).toContain('It must be a day or a moment in UTC');
      }
    },
  );

  it('of a near miss show the suggestion in one line, and the help of the command', async () => {
    expect((await ask(['assets', '--statsu', 'A'])).stderr).toBe(
      "chariot: unknown option '--statsu' (Did you mean --status?). See: chariot assets --help\n",
    );
    expect((await ask(['seeds', 'add'])).stderr).toContain('See: chariot seeds add --help');
    expect((await ask(['asets'])).stderr).toContain('See: chariot --help');
  });
});
