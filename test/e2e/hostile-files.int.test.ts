import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importScan, newTenant, runJob, type Tenant } from '../support/platform.ts';

const monday = readFileSync(new URL('../../examples/acme-monday.xml', import.meta.url));

/** A scan around `hosts`, as nmap writes it. */
const scan = (hosts: string, head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>'): string =>
  `${head}
<nmaprun scanner="nmap" args="nmap" start="1795478640" version="7.93" xmloutputversion="1.05">
<scaninfo type="connect" protocol="tcp" numservices="2" services="80,443"/>
${hosts}
<runstats><finished time="1795478660" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`;

const host = (name: string, address: string, port = '80'): string =>
  `<host starttime="1795478640" endtime="1795478650"><status state="up" reason="r" reason_ttl="0"/><address addr="${address}" addrtype="ipv4"/>
<hostnames><hostname name="${name}" type="user"/></hostnames>
<ports><port protocol="tcp" portid="${port}"><state state="open" reason="r" reason_ttl="0"/></port></ports></host>`;

const bomb = Array.from({ length: 20 }, (_, n) => `<!ENTITY b${n + 1} "&b${n};&b${n};&b${n};&b${n};">`).join(
  '',
);

const unreadable: [string, string | Uint8Array, string, RegExp][] = [
  ['that ends in the middle', monday.subarray(0, 9_000), 'truncated', /Line \d+, column \d+: .*ends/],
  ['of which gzip data is missing', gzipSync(monday).subarray(0, 1_000), 'truncated', /gzip .*missing/],
  ['that is plain text', 'open ports: 80, 443\n', 'unknown-format', /no format that is read.*nmap/],
  [
    'of another tool, in JSON',
    '[{"target":"https://192.0.2.1","plugins":{}}]',
    'wrong-format',
    /WhatWeb.*nmap/,
  ],
  ['that is a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'binary-file', /PNG/],
  ['of another tool, in XML', '<?xml version="1.0"?><NessusClientData_v2/>', 'wrong-format', /Nessus/],
  ['with a root that nobody knows', '<invoice number="7"/>', 'wrong-format', /<invoice>.*nmap \(-oX\)/],
  [
    'with entities that grow out of each other',
    scan('&b20;', `<!DOCTYPE nmaprun [<!ENTITY b0 "ha">${bomb}]>`),
    'entity-bomb',
    /entit/i,
  ],
  [
    'with an entity that points into the machine',
    scan('&secret;', '<!DOCTYPE nmaprun [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'),
    'entity-bomb',
    /entit/i,
  ],
  [
    'that unpacks to far more than it is',
    gzipSync(scan(' '.repeat(64 * 1024 ** 2))),
    'too-large',
    /250 times its size/,
  ],
  [
    'in an encoding that nobody knows',
    scan('', '<?xml version="1.0" encoding="EBCDIC-X"?>'),
    'unsupported-encoding',
    /EBCDIC-X/i,
  ],
];

/** Details that cost themselves and nothing else. */
const imperfect: [string, string | Uint8Array, RegExp][] = [
  ['a port that cannot be', scan(host('a.example', '192.0.2.1', '99999')), /port has no number/],
  ['an address that cannot be', scan(host('b.example', '192.0.2.999')), /address is none/],
  ['a control character', scan(host('c\u0007.example', '192.0.2.1')), /control character/],
  ['bytes of another encoding', Buffer.from(scan(host('d\u00fc.example', '192.0.2.1')), 'latin1'), /UTF-8/],
];

describe('a file with a detail that cannot be read', () => {
  it.for(imperfect)(
    'such as %s is imported, and its job says what was left out',
    async ([, document, what]) => {
      const { client } = await newTenant('imperfect files');
      const bytes = typeof document === 'string' ? Buffer.from(document) : document;
      const job = await runJob(client, 'scan.xml', bytes);
      expect(job).toMatchObject({
        status: 'completed',
        warnings: [{ line: expect.any(Number), what: expect.stringMatching(what) }],
      });
    },
  );
});

describe('a file', () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await newTenant('hostile files');
  });

  it.for(unreadable)(
    '%s fails its job with a reason that a person understands',
    async ([, document, code, message]) => {
      const bytes = typeof document === 'string' ? Buffer.from(document) : document;
      const job = await runJob(tenant.client, 'scan.xml', bytes);
      expect(job).toMatchObject({
        status: 'failed',
        reason: { code, message: expect.stringMatching(message) },
      });
      expect(job.reason?.message).not.toMatch(/undefined|\[object|Error| {4}at /);
      await expect(tenant.client.getImport({ params: { id: job.id } })).rejects.toMatchObject({
        code: 'not-found',
      });
    },
  );

  afterAll(async () => {
    const { client } = tenant;
    expect((await client.listAssets({ query: { consistent: 'true' } })).body.items).toEqual([]);
    expect((await client.listImports({ query: {} })).body.items).toEqual([]);
    const jobs = await client.listJobs({ query: { limit: 100 } });
    expect(new Set(jobs.body.items.map(({ status }) => status))).toEqual(new Set(['failed']));
  });
});

describe('hosts that no asset can be made of', () => {
  it('are listed as refused with the reason, and stop none of the others', async () => {
    const { client } = await newTenant('hostile hosts');
    const imported = await importScan(
      client,
      'names.xml',
      Buffer.from(
        scan(
          [
            host('first.example', '192.0.2.1'),
            host('two##parts.example', '192.0.2.2'),
            host('bell\u0085.example', '192.0.2.3'),
            host('new&#10;line.example', '192.0.2.7'),
            host('&lt;script&gt;alert(1)&lt;/script&gt;', '192.0.2.4'),
            host('one#part.example', '192.0.2.5'),
            host('last.example', '192.0.2.6'),
          ].join('\n'),
        ),
      ),
    );
    const { body } = await client.listImportChanges({ params: { id: imported.id }, query: { limit: 100 } });
    const refused = body.items.filter((item) => item.change === 'refused');
    expect(refused.map(({ name, code }) => `${name} ${code}`)).toEqual([
      '192.0.2.2 invalid',
      '192.0.2.3 invalid',
      '192.0.2.7 invalid',
    ]);
    expect(refused[0]?.reason).toMatch(/dns.*empty part between #/);
    for (const { reason } of refused.slice(1)) expect(reason).toMatch(/dns.*control characters/);
    expect(imported.counts).toMatchObject({ observed: 4, appeared: 4, opened: 4, refused: 3 });
    const assets = await client.listAssets({ query: { consistent: 'true' } });
    expect(assets.body.items.map(({ key }) => key)).toEqual([
      '#asset#<script>alert(1)</script>#192.0.2.4',
      '#asset#first.example#192.0.2.1',
      '#asset#last.example#192.0.2.6',
      '#asset#one#part.example#192.0.2.5',
    ]);
    for (const { id, key } of assets.body.items) {
      expect((await client.getAsset({ params: { id } })).body).toMatchObject({ key, openPorts: 1 });
    }
  });
});
