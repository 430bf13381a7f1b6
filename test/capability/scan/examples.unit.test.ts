import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { readScan } from '../../../functions/capability/scan/read-scan.ts';
import type { ScanRun } from '../../../functions/capability/scan/scan-run.ts';
import { ANY, ARRIVAL } from './scan-fixture.ts';

async function readExample(name: string) {
  const hosts: ScannedHost[] = [];
  let run: ScanRun | undefined;
  const file = createReadStream(new URL(`../../../examples/${name}`, import.meta.url));
  for await (const part of readScan(file, { receivedAt: ARRIVAL, maxBytes: 1e9, taken: ANY })) {
    if (part.kind === 'host') hosts.push(part.host);
    else run = part.scan.run;
  }
  return { hosts, run };
}

const openPorts = (hosts: readonly ScannedHost[]) =>
  hosts.map(({ names, address, ports }) => [
    names.map(({ name }) => name).join(),
    address?.value,
    ports
      .filter(({ state }) => state === 'open')
      .map(({ port, product, version }) =>
        [port, product, version].filter((part) => part !== undefined).join(' '),
      ),
  ]);

const rulesOf = (hosts: readonly ScannedHost[], name: string) =>
  hosts
    .filter(({ names }) => names.some((entry) => entry.name === name))
    .flatMap(({ findings }) => findings.map(({ detector, port }) => `${detector}@${port}`))
    .sort();

describe('The two scans of the example estate', () => {
  it('on Monday show ten names with thirteen open ports', async () => {
    const { hosts, run } = await readExample('acme-monday.xml');

    expect(openPorts(hosts)).toEqual([
      ['www.acme.test', '127.0.10.1', ['80 nginx 1.22.1', '443 nginx 1.22.1']],
      ['acme.test', '127.0.10.1', ['80 nginx 1.22.1', '443 nginx 1.22.1']],
      ['api.acme.test', '127.0.10.2', ['8443 nginx 1.22.1']],
      ['legacy.acme.test', '127.0.10.3', ['443 Apache Tomcat/Coyote JSP engine 1.1', '8080 nginx 1.22.1']],
      ['db.acme.test', '127.0.10.4', ['5432 PostgreSQL DB 9.6.0 or later']],
      ['cache.acme.test', '127.0.10.5', ['6379 Redis key-value store 7.0.15']],
      ['files.acme.test', '127.0.10.6', ['80 nginx 1.22.1']],
      ['vpn.acme.test', '127.0.10.7', ['443 nginx 1.22.1']],
      ['staging.acme.test', '127.0.10.8', ['8080 nginx 1.22.1']],
      ['mail.acme.test', '127.0.10.9', ['25 Postfix smtpd']],
    ]);
    expect(hosts.flatMap(({ ports }) => ports)).toHaveLength(90);
    expect(hosts.flatMap(({ ports }) => ports).filter(({ state }) => state === 'open')).toHaveLength(13);
    expect(run).toMatchObject({
      tool: { name: 'nmap', version: '7.93' },
      startedAt: '2026-11-24T00:04:00.000Z',
      finishedAt: '2026-11-24T00:04:12.000Z',
      undecided: 0,
      scope: [
        {
          protocol: 'tcp',
          ranges: [
            [21, 22],
            [25, 25],
            [80, 80],
            [443, 443],
            [5432, 5432],
            [6379, 6379],
            [8080, 8080],
            [8443, 8443],
          ],
        },
      ],
    });
  });

  it('on Friday show eleven names with twelve open ports: the cache and staging closed theirs, and the shop is new', async () => {
    const { hosts } = await readExample('acme-friday.xml');

    expect(openPorts(hosts)).toEqual([
      ['www.acme.test', '127.0.10.1', ['80 nginx 1.22.1', '443 nginx 1.22.1']],
      ['acme.test', '127.0.10.1', ['80 nginx 1.22.1', '443 nginx 1.22.1']],
      ['api.acme.test', '127.0.10.2', ['8443 nginx 1.22.1']],
      ['legacy.acme.test', '127.0.10.3', ['443 Apache Tomcat/Coyote JSP engine 1.1', '8080 nginx 1.22.1']],
      ['db.acme.test', '127.0.10.4', ['5432 PostgreSQL DB 9.6.0 or later']],
      ['cache.acme.test', '127.0.10.5', []],
      ['files.acme.test', '127.0.10.6', ['80 nginx 1.22.1']],
      ['vpn.acme.test', '127.0.10.7', ['443 nginx 1.22.1']],
      ['staging.acme.test', '127.0.10.8', []],
      ['mail.acme.test', '127.0.10.9', ['25 Postfix smtpd']],
      ['shop.acme.test', '127.0.10.10', ['443 nginx 1.22.1']],
    ]);
    expect(hosts.flatMap(({ ports }) => ports).filter(({ state }) => state === 'open')).toHaveLength(12);
  });

  it('carry the findings that are worth a risk: the git folders, the database, the cache without a password, the mail server', async () => {
    const monday = (await readExample('acme-monday.xml')).hosts;
    const friday = (await readExample('acme-friday.xml')).hosts;

    expect(rulesOf(monday, 'www.acme.test').filter((rule) => rule.startsWith('nmap:http-git'))).toEqual([
      'nmap:http-git@443',
      'nmap:http-git@80',
    ]);
    expect(rulesOf(monday, 'db.acme.test')).toEqual(['cpe:/a:postgresql:postgresql@5432']);
    expect(rulesOf(monday, 'cache.acme.test')).toContain('nmap:redis-info@6379');
    expect(rulesOf(friday, 'cache.acme.test')).toEqual([]);
    expect(rulesOf(friday, 'mail.acme.test')).toContain('nmap:smtp-commands@25');
    expect(rulesOf(friday, 'shop.acme.test')).toContain('nmap:http-git@443');
    const [certificate] = monday
      .filter(({ names }) => names[0]?.name === 'legacy.acme.test')
      .flatMap(({ findings }) => findings.filter(({ detector }) => detector === 'nmap:ssl-cert'));
    expect(certificate?.data).toMatchObject({ validity: { notAfter: '2024-01-01T00:00:00' } });
  });
});
