import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { importScan, newTenant, type PlatformClient, type Tenant } from '../support/platform.ts';

const example = (name: string): Buffer => readFileSync(new URL(`../../examples/${name}`, import.meta.url));

/** What a person reads out of the two files. */
const MONDAY: Record<string, string[]> = {
  '#asset#www.acme.test#127.0.10.1': ['tcp/80 nginx 1.22.1', 'tcp/443 nginx 1.22.1'],
  '#asset#acme.test#127.0.10.1': ['tcp/80 nginx 1.22.1', 'tcp/443 nginx 1.22.1'],
  '#asset#api.acme.test#127.0.10.2': ['tcp/8443 nginx 1.22.1'],
  '#asset#legacy.acme.test#127.0.10.3': [
    'tcp/443 Apache Tomcat/Coyote JSP engine 1.1',
    'tcp/8080 nginx 1.22.1',
  ],
  '#asset#db.acme.test#127.0.10.4': ['tcp/5432 PostgreSQL DB 9.6.0 or later'],
  '#asset#cache.acme.test#127.0.10.5': ['tcp/6379 Redis key-value store 7.0.15'],
  '#asset#files.acme.test#127.0.10.6': ['tcp/80 nginx 1.22.1'],
  '#asset#vpn.acme.test#127.0.10.7': ['tcp/443 nginx 1.22.1'],
  '#asset#staging.acme.test#127.0.10.8': ['tcp/8080 nginx 1.22.1'],
  '#asset#mail.acme.test#127.0.10.9': ['tcp/25 Postfix smtpd'],
};

const FRIDAY: Record<string, string[]> = {
  ...MONDAY,
  '#asset#cache.acme.test#127.0.10.5': [],
  '#asset#staging.acme.test#127.0.10.8': [],
  '#asset#shop.acme.test#127.0.10.10': ['tcp/443 nginx 1.22.1'],
};

async function assetsOf(client: PlatformClient) {
  const { body } = await client.listAssets({ query: { consistent: 'true', limit: 200 } });
  return Promise.all(body.items.map(async ({ id }) => (await client.getAsset({ params: { id } })).body));
}

async function openPorts(client: PlatformClient): Promise<Record<string, string[]>> {
  const assets = await assetsOf(client);
  return Object.fromEntries(
    assets.map(({ key, ports }) => [
      key,
      ports
        .filter(({ state }) => state === 'open')
        .map(({ protocol, port, product, version }) =>
          [`${protocol}/${port}`, product, version].filter(Boolean).join(' '),
        ),
    ]),
  );
}

async function changesOf(client: PlatformClient, id: string) {
  const { body } = await client.listImportChanges({ params: { id }, query: { limit: 200 } });
  const lines = body.items.map(
    (item) => `${item.change} ${item.key}${'port' in item ? ` ${item.protocol}/${item.port}` : ''}`,
  );
  return lines.toSorted();
}

describe('two scans of one estate, imported through the API', () => {
  let tenant: Tenant;
  let client: PlatformClient;

  beforeAll(async () => {
    tenant = await newTenant('ground truth');
    client = tenant.client;
  });

  it('show exactly the facts that a person reads out of the files', async () => {
    const monday = await importScan(client, 'acme-monday.xml', example('acme-monday.xml'));
    expect(await openPorts(client)).toEqual(MONDAY);
    expect(monday.counts).toMatchObject({
      observed: 10,
      appeared: 10,
      opened: 13,
      closed: 0,
      gone: 0,
      refused: 0,
    });

    const friday = await importScan(client, 'acme-friday.xml', example('acme-friday.xml'));
    expect(await openPorts(client)).toEqual(FRIDAY);
    expect(await changesOf(client, friday.id)).toEqual([
      'appeared #asset#shop.acme.test#127.0.10.10',
      'closed #asset#cache.acme.test#127.0.10.5 tcp/6379',
      'closed #asset#staging.acme.test#127.0.10.8 tcp/8080',
      'opened #asset#shop.acme.test#127.0.10.10 tcp/443',
    ]);

    const before = await assetsOf(client);
    const again = await importScan(client, 'acme-friday.xml', example('acme-friday.xml'));
    expect(again.counts).toMatchObject({ appeared: 0, opened: 0, closed: 0, gone: 0, refused: 0 });
    const lasting = (assets: typeof before) =>
      assets.map(({ visited: _, ttl: __, version: ___, ...asset }) => asset);
    expect(lasting(await assetsOf(client))).toEqual(lasting(before));

    const older = await importScan(client, 'acme-monday.xml', example('acme-monday.xml'));
    expect(older.counts).toMatchObject({ appeared: 0, opened: 0, closed: 0 });
    expect(await openPorts(client)).toEqual(FRIDAY);
  });

  it('leave a gap-free history on every asset, with one correlation from the request on', async () => {
    const { body } = await client.listAssets({ query: { consistent: 'true', keyPrefix: '#asset#cache.' } });
    const [cache] = body.items;
    const history = await client.getAssetHistory({ params: { id: cache!.id }, query: {} });
    const events = history.body.items;
    expect(events.map((event) => event.aggregate_version)).toEqual(events.map((_, at) => at + 1));
    expect(events.slice(0, 2).map((event) => event.event_type)).toEqual(['AssetDiscovered', 'AssetScanned']);
    expect(events[1]?.event_data).toMatchObject({ closed: ['tcp/6379'] });
    const jobs = await client.listJobs({ query: {} });
    const correlations = new Set<string>();
    for (const { id } of jobs.body.items) {
      const told = await client.getJobHistory({ params: { id }, query: {} });
      for (const event of told.body.items) correlations.add(event.metadata.correlation_id);
    }
    expect(correlations).toContain(events[0]?.metadata.correlation_id);
  });
});

describe('hosts of every kind', () => {
  const host = (address: string, type: string, names: string[], ports: string, status = 'up') =>
    `<host starttime="1795478640" endtime="1795478650"><status state="${status}" reason="echo-reply" reason_ttl="0"/><address addr="${address}" addrtype="${type}"/><hostnames>${names
      .map((name) => `<hostname name="${name}" type="user"/>`)
      .join('')}</hostnames><ports>${ports}</ports></host>`;
  const port = (protocol: string, number: number, state: string, service = 'x') =>
    `<port protocol="${protocol}" portid="${number}"><state state="${state}" reason="r" reason_ttl="0"/><service name="${service}" method="table" conf="3"/></port>`;
  const scan = (hosts: string[]) =>
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE nmaprun><nmaprun scanner="nmap" args="nmap" start="1795478640" version="7.93" xmloutputversion="1.05"><scaninfo type="connect" protocol="tcp" numservices="1000" services="1-1000"/><scaninfo type="udp" protocol="udp" numservices="100" services="1-100"/>${hosts.join('')}<runstats><finished time="1795478660" exit="success"/><hosts up="${hosts.length}" down="0" total="${hosts.length}"/></runstats></nmaprun>`,
    );

  it('come out right: without a name, IPv6, UDP, filtered, several names on one address, capitals, umlauts', async () => {
    const { client } = await newTenant('odd hosts');
    const file = scan([
      host('192.0.2.7', 'ipv4', [], port('tcp', 22, 'open', 'ssh')),
      host('2001:db8::7', 'ipv6', ['six.example.com'], port('tcp', 443, 'open')),
      host(
        '192.0.2.8',
        'ipv4',
        ['a.example.com', 'b.example.com'],
        port('udp', 53, 'open', 'domain') + port('udp', 67, 'open|filtered'),
      ),
      host('192.0.2.9', 'ipv4', ['UPPER.Example.COM'], port('tcp', 25, 'filtered') + port('tcp', 80, 'open')),
      host('192.0.2.10', 'ipv4', ['münchen.example'], port('tcp', 80, 'open')),
    ]);
    const imported = await importScan(client, 'odd.xml', file);
    expect(imported.counts).toMatchObject({ observed: 6, appeared: 6, refused: 0 });
    expect(await openPorts(client)).toEqual({
      '#asset#192.0.2.7#192.0.2.7': ['tcp/22'],
      '#asset#a.example.com#192.0.2.8': ['udp/53'],
      '#asset#b.example.com#192.0.2.8': ['udp/53'],
      '#asset#six.example.com#2001:db8::7': ['tcp/443'],
      '#asset#upper.example.com#192.0.2.9': ['tcp/80'],
      '#asset#xn--mnchen-3ya.example#192.0.2.10': ['tcp/80'],
    });
    const assets = await assetsOf(client);
    const upper = assets.find(({ key }) => key.includes('upper'));
    expect(upper?.ports.map(({ port: number, state }) => [number, state])).toEqual([
      [25, 'filtered'],
      [80, 'open'],
    ]);
    expect(assets.map((asset) => asset.class).toSorted()).toEqual([
      'ipv4',
      'ipv4',
      'ipv4',
      'ipv4',
      'ipv4',
      'ipv6',
    ]);
  });
});
