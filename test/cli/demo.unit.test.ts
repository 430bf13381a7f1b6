import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportChange } from '#schemas/asset/import/state.ts';
import { groupChanges } from '../../cli/changes.ts';
import { signIn } from '../../cli/connection.ts';
import { ExitCode } from '../../cli/exit.ts';
import { readArguments } from '../../local/demo/arguments.ts';
import type { SeenEvent } from '../../local/demo/bus-watch.ts';
import { collectReport, type DemoImport, unpublishedOf } from '../../local/demo/collect.ts';
import { Report } from '../../local/demo/report.ts';
import { reportText } from '../../local/demo/report-text.ts';
import { tryText } from '../../local/demo/try-text.ts';
import type { FakeApi } from './fake-api.ts';
import { asset, startFakePlatform } from './fake-platform.ts';
import { obeyed, stubTerminal } from './terminal-stub.ts';

const banner = 'nginx\u001b[2J';
const place = { key: '#asset#www.acme.test#127.0.10.1', dns: 'www.acme.test', name: '127.0.10.1' };
const opened: ImportChange = {
  change: 'opened',
  ...place,
  protocol: 'tcp',
  port: 443,
  state: 'open',
  service: 'https',
  product: banner,
};
const seen = '2026-11-24T00:04:00Z';

const event = (
  aggregate_id: string,
  event_type: string,
  version: number,
  command_id = `c${version}`,
): SeenEvent => ({
  event_id: `${aggregate_id}${version}`,
  event_type,
  aggregate_id,
  metadata: { account_id: 'a', command_id },
});

const imported = (label: string, more: Partial<DemoImport> = {}): DemoImport => ({
  label,
  file: `/somewhere/${label}`,
  jobId: null,
  status: 'completed',
  changes: groupChanges([]),
  warnings: [],
  took: { upload: 1, read: 2, import: 3 },
  exitCode: ExitCode.ok,
  ...more,
});

const noTimings = { engine: 0, deploy: 0, account: 0, imports: 0, report: 0, total: 0, files: [] };

describe('the report', () => {
  let api: FakeApi;
  let report: Omit<Report, 'timings'>;

  beforeAll(async () => {
    api = await startFakePlatform([
      asset('www.acme.test', '127.0.10.1', {
        version: 2,
        openPorts: 1,
        ports: [
          { protocol: 'tcp', port: 443, state: 'open', observedAt: seen, service: 'https', product: banner },
          { protocol: 'tcp', port: 80, state: 'closed', observedAt: seen },
        ],
      }),
      asset('cache.acme.test', '127.0.10.5'),
    ]);
    const { api: client } = await signIn({ url: api.url, keyId: 'k', keySecret: 'right' });
    const published = [
      event('#account#1', 'AccountCreated', 1),
      event('#asset#www.acme.test#127.0.10.1', 'AssetDiscovered', 1, 'same'),
      event('#asset#cache.acme.test#127.0.10.5', 'AssetDiscovered', 1, 'same'),
    ];
    let asked = 0;
    report = await collectReport({
      api: client,
      imports: [
        imported('monday.xml', { changes: groupChanges([opened, { change: 'appeared', ...place }]) }),
        imported('broken.xml', {
          status: 'failed',
          reason: { code: 'truncated', message: 'the file ends in the middle of a host' },
        }),
      ],
      // The last event comes by later than the rest.
      published: () => {
        asked += 1;
        return asked < 3
          ? published
          : [...published, event('#asset#www.acme.test#127.0.10.1', 'AssetScanned', 2)];
      },
      patienceMs: 5_000,
    });
  });
  afterAll(() => api.stop());

  it('fits its schema, in JSON too', () => {
    const whole = { ...report, timings: noTimings };
    expect(Report.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it('lists every asset by name, with its ports, open and closed, by number', () => {
    expect(report.assets.map(({ dns }) => dns)).toEqual(['cache.acme.test', 'www.acme.test']);
    expect(report.assets[1]?.ports).toEqual([
      { protocol: 'tcp', port: 80, state: 'closed' },
      { protocol: 'tcp', port: 443, state: 'open', service: 'https', product: banner },
    ]);
  });

  it('keeps a file whose job failed, with the reason', () => {
    expect(report.jobs[1]).toEqual({
      id: null,
      file: 'broken.xml',
      status: 'failed',
      reason: 'the file ends in the middle of a host',
      warnings: [],
    });
    expect(report.changes.map(({ file }) => file)).toEqual(['monday.xml', 'broken.xml']);
  });

  it('waits for the bus until everything that is stored has come by, and counts each event and command once', () => {
    expect(report.unpublished).toBe(0);
    expect(report.events).toEqual({ AccountCreated: 1, AssetDiscovered: 2, AssetScanned: 1 });
    expect(report.commands).toBe(3);
  });

  it('for a person names files, ports and reasons within 80 columns, and obeys no scanner', () => {
    const terminal = stubTerminal({ width: 80 });
    const text = reportText({ ...report, timings: noTimings }, terminal);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain('2 assets, 1 open port');
    expect(text).toMatch(/cache\.acme\.test\s+127\.0\.10\.5\s+none/);
    expect(text).toContain('monday.xml: 1 appeared, 1 opened, 0 closed, 0 gone');
    expect(text).toContain('    the file ends in the middle of a host');
    expect(obeyed(text)).toEqual([]);
  });

  it('of events that never come by tells how many', () => {
    expect(
      unpublishedOf(
        [
          { key: 'a', version: 3 },
          { key: 'b', version: 1 },
        ],
        [event('a', 'X', 1)],
      ),
    ).toBe(3);
  });
});

describe('the things to try', () => {
  const engineEnv: Record<string, string> = {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-engine',
  };
  const text = (dns: string, pid: number | undefined) =>
    tryText(
      {
        engine: { endpoint: 'http://127.0.0.1:4', env: engineEnv, pid, folder: '', stop: async () => {} },
        apiUrl: 'http://127.0.0.1:4/api',
        account: { accountId: 'a', keyId: 'ck_1', keySecret: 'cs_1' },
        report: {
          ...{ changes: [], jobs: [], events: {}, unpublished: 0, commands: 0, timings: noTimings },
          assets: [{ ...place, dns, class: '', status: 'A', created: seen, visited: seen, ports: [] }],
        },
        failures: [],
      },
      stubTerminal(),
    );

  it('have the address, the key and commands to copy', () => {
    expect(text('www.acme.test', 1)).toMatch(
      /CHARIOT_API_URL=http[\s\S]*CHARIOT_KEY_SECRET=cs_1[\s\S]*chariot history www\.acme\.test/,
    );
  });

  it('work in any folder, and ask no registry for a package', async () => {
    const printed = text('www.acme.test', 1);
    expect(printed).not.toContain('npx');
    const lines = printed.split('\n').filter((line) => /^ {2}(export|chariot\(\))/.test(line));
    const { stdout } = spawnSync('sh', ['-c', [...lines, 'chariot --help'].join('\n')], {
      cwd: tmpdir(),
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^Usage: chariot/);
  });

  it("name what an operator needs for our own engine, and nobody else's credentials", () => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      expect(text('a.test', 1)).toContain(`${name}=${engineEnv[name]}`);
      expect(text('a.test', undefined)).not.toContain(name);
    }
  });

  it('never offer a name that a shell would obey', () => {
    expect(text('$(reboot).test', 1)).not.toContain('reboot');
  });

  it('say how it all ends', () => {
    expect(text('a.test', 1)).toContain('ends with it');
    expect(text('a.test', undefined)).toContain('stay at http://127.0.0.1:4');
  });
});

describe('the words after npm start --', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chariot-demo-'));
    writeFileSync(join(folder, 'scan.xml'), '<nmaprun/>');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are the examples by default, in the order of the days', () => {
    const { files, once, json } = readArguments([], {});
    expect(files.map(({ label }) => label)).toEqual(['examples/acme-monday.xml', 'examples/acme-friday.xml']);
    expect([once, json]).toEqual([false, false]);
  });

  it('keep the order of the files, and may name one twice', () => {
    const scan = join(folder, 'scan.xml');
    const { files, once, json } = readArguments([scan, '--once', 'package.json', scan, '--json'], {});
    expect(files.map(({ label }) => label)).toEqual([scan, 'package.json', scan]);
    expect([once, json]).toEqual([true, true]);
  });

  it('name files from where the user is, though npm starts in the package', () => {
    const env = { npm_lifecycle_event: 'start', INIT_CWD: folder };
    expect(readArguments(['scan.xml'], env).files[0]?.path).toBe(join(folder, 'scan.xml'));
    expect(() => readArguments(['scan.xml'], {})).toThrow('FILE scan.xml does not exist');
  });

  it('that are wrong are named before anything starts', () => {
    expect(() => readArguments(['--onec'], {})).toThrow(/'--onec'/);
    expect(() => readArguments([folder], {})).toThrow(/is not a regular file/);
  });
});
