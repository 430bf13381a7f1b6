import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nmapFile, openPort, read, upHost } from './scan-fixture.ts';

const onlyHost = async (hosts: string) => (await read(nmapFile(hosts))).hosts[0]!;

describe('A host in a scan', () => {
  it('may have no name', async () => {
    expect(await onlyHost(upHost('<hostnames></hostnames>'))).toMatchObject({
      status: 'up',
      names: [],
      address: { type: 'ipv4', value: '192.0.2.10' },
    });
  });

  it('keeps every name of its address, as the file spells them', async () => {
    const host = await onlyHost(
      upHost(`<hostnames><hostname name="WWW.Example.COM" type="user"/><hostname name="münchen.example" type="PTR"/>
        <hostname name="xn--mnchen-3ya.de" type="PTR"/></hostnames>`),
    );
    expect(host.names).toEqual([
      { name: 'WWW.Example.COM', type: 'user' },
      { name: 'münchen.example', type: 'PTR' },
      { name: 'xn--mnchen-3ya.de', type: 'PTR' },
    ]);
  });

  it('may have an IPv6 address, several addresses, and a MAC address', async () => {
    const { hosts } = await read(
      nmapFile(`<host><status state="up"/><address addr="2001:DB8::1" addrtype="ipv6"/>
        <address addr="192.0.2.1" addrtype="ipv4"/><address addr="00:11:22:33:44:55" addrtype="mac" vendor="Acme"/></host>`),
    );
    expect(hosts[0]).toMatchObject({
      address: { type: 'ipv6', value: '2001:db8::1' },
      otherAddresses: [{ type: 'ipv4', value: '192.0.2.1' }],
      mac: '00:11:22:33:44:55',
    });
  });

  it('lists TCP, UDP and SCTP ports in every state, and counts the rest', async () => {
    const host = await onlyHost(
      upHost(`<ports><extraports state="filtered" count="995"><extrareasons reason="no-response" count="995"/></extraports>
        <extraports state="closed" count="5"><extrareasons reason="reset" count="3" proto="tcp"/><extrareasons reason="port-unreach" count="2" proto="udp"/></extraports>
        ${openPort(22)}
        <port protocol="udp" portid="53"><state state="open|filtered" reason="no-response"/></port>
        <port protocol="sctp" portid="9899"><state state="filtered" reason="no-response"/></port></ports>`),
    );
    expect(host.ports.map(({ protocol, port, state }) => `${protocol}/${port} ${state}`)).toEqual([
      'tcp/22 open',
      'udp/53 open|filtered',
      'sctp/9899 filtered',
    ]);
    expect(host.remainder).toEqual([
      { protocol: 'tcp', state: 'filtered', count: 995 },
      { protocol: 'tcp', state: 'closed', count: 3 },
      { protocol: 'udp', state: 'closed', count: 2 },
    ]);
  });

  it('counts entries that are numbered like a port and are none: port 0, and protocols of IP', async () => {
    const host = await onlyHost(
      upHost(`<ports>${openPort(0)}<port protocol="ip" portid="1"><state state="open"/></port>
        <port protocol="ip" portid="6"><state state="open"/></port></ports>`),
    );
    expect(host.ports).toEqual([]);
    expect(host.remainder).toEqual([
      { protocol: 'tcp', state: 'open', count: 1 },
      { protocol: 'ip', state: 'open', count: 2 },
    ]);
  });

  it('tells of a service all that the scanner tells', async () => {
    const service = `<service name="http" product="nginx" version="1.22.1" extrainfo="Debian" hostname="a.example" tunnel="ssl" method="probed" conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service>`;
    const host = await onlyHost(upHost(`<ports>${openPort(443, service)}</ports>`));
    expect(host.ports).toEqual([
      {
        protocol: 'tcp',
        port: 443,
        state: 'open',
        reason: 'syn-ack',
        service: 'http',
        product: 'nginx',
        version: '1.22.1',
        extraInfo: 'Debian',
        hostname: 'a.example',
        tunnel: 'ssl',
        conf: 10,
        cpe: ['cpe:/a:igor_sysoev:nginx:1.22.1', 'cpe:/o:linux:linux_kernel'],
      },
    ]);
    expect(host.technologies).toEqual([
      {
        name: 'nginx',
        version: '1.22.1',
        cpe: 'cpe:/a:igor_sysoev:nginx:1.22.1',
        protocol: 'tcp',
        port: 443,
      },
      {
        name: 'linux_kernel',
        version: undefined,
        cpe: 'cpe:/o:linux:linux_kernel',
        protocol: 'tcp',
        port: 443,
      },
    ]);
    expect(host.findings).toEqual([
      { detector: 'cpe:/a:igor_sysoev:nginx', protocol: 'tcp', port: 443, output: 'nginx 1.22.1' },
    ]);
  });

  it('carries the output of scripts on its ports and on itself, with its structure', async () => {
    const host = await onlyHost(
      upHost(`<ports>${openPort(80, '<script id="http-title" output="Hi &amp; bye&#xa;"><elem key="title">Hi &amp; bye</elem><table key="list"><elem>a</elem><elem><![CDATA[<b>]]></elem></table></script>')}</ports>
        <hostscript><script id="smb-os" output="Samba"/></hostscript>`),
    );
    expect(host.findings).toEqual([
      {
        detector: 'nmap:http-title',
        protocol: 'tcp',
        port: 80,
        output: 'Hi & bye\n',
        data: { title: 'Hi & bye', list: ['a', '<b>'] },
      },
      { detector: 'nmap:smb-os', output: 'Samba' },
    ]);
  });

  it('has the operating system that the scanner is surest of', async () => {
    const host = await onlyHost(
      upHost(`<os><portused state="open" proto="tcp" portid="22"/><osmatch name="Linux 5" accuracy="95" line="1"><osclass type="general purpose" vendor="Linux" osfamily="Linux" accuracy="95"><cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass></osmatch>
        <osmatch name="Windows" accuracy="80" line="2"/></os>`),
    );
    expect(host.os).toEqual({ name: 'Linux 5', accuracy: 95, cpe: ['cpe:/o:linux:linux_kernel:5'] });
  });

  it('that was down, or was given up, was not looked at', async () => {
    const { hosts } = await read(
      nmapFile(`<host><status state="down" reason="no-response"/><address addr="192.0.2.7" addrtype="ipv4"/></host>
        <host timedout="true" endtime="1795478650"><status state="up"/><address addr="192.0.2.8" addrtype="ipv4"/></host>
        ${upHost()}
        ${upHost(`<ports><extraports state="closed" count="2"/>${openPort(22)}</ports>`)}`),
    );
    expect(hosts.map(({ status, scope }) => [status, scope.length])).toEqual([
      ['down', 0],
      ['up', 0],
      ['up', 0],
      ['up', 1],
    ]);
  });

  it('of which the scanner says neither up nor down is counted, and left out', async () => {
    const { hosts, run } = await read(
      nmapFile(
        '<host><status state="unknown" reason="user-set"/><address addr="192.0.2.7" addrtype="ipv4"/></host>',
      ),
    );
    expect(hosts).toEqual([]);
    expect(run.undecided).toBe(1);
  });

  it('was seen when its own part of the scan ended, and never after the file arrived', async () => {
    const seen = async (attributes: string, receivedAt: string) =>
      (await read(nmapFile(upHost('', { attributes })), { receivedAt })).hosts[0]?.observedAt;
    const later = '2026-12-01T00:00:00.000Z';
    expect(await seen('starttime="1795478640" endtime="1795478650"', later)).toBe('2026-11-24T00:04:10.000Z');
    expect(await seen('starttime="1795478645"', later)).toBe('2026-11-24T00:04:05.000Z');
    expect(await seen('', later)).toBe('2026-11-24T00:04:00.000Z');
    expect(await seen('endtime="1795478650"', '2026-01-01T00:00:00.000Z')).toBe('2026-01-01T00:00:00.000Z');
  });

  it('names the lines of the file that say all this', async () => {
    const { hosts } = await read(nmapFile(upHost('\n\n')));
    expect(hosts[0]?.evidence).toEqual({ fromLine: 8, toLine: 10 });
  });
});

describe('A scan', () => {
  it('ignores hints, and elements that it does not know, wherever they stand', async () => {
    const { hosts } = await read(
      nmapFile(`<hosthint><status state="up"/><address addr="192.0.2.99" addrtype="ipv4"/></hosthint>
        <future><host><status state="up"/></host></future>
        ${upHost(`<trace><hop ttl="1"/></trace><status2 state="down"/><ports>${openPort(22, '<owner name="root"/>')}</ports>`)}`),
    );
    expect(hosts).toHaveLength(1);
    expect(hosts[0]).toMatchObject({ address: { value: '192.0.2.10' }, ports: [{ port: 22 }] });
  });

  it('has a scope of ascending ranges without overlaps, one per protocol', async () => {
    const { run } = await read(
      `<nmaprun scanner="nmap"><scaninfo protocol="tcp" services="443,1-100,80-120,121"/><scaninfo protocol="udp" services="0,53"/><scaninfo protocol="ip" services="1,6"/></nmaprun>`,
    );
    expect(run.scope).toEqual([
      {
        protocol: 'tcp',
        ranges: [
          [1, 121],
          [443, 443],
        ],
      },
      { protocol: 'udp', ranges: [[53, 53]] },
    ]);
  });

  it('knows which detectors looked: those that were asked for one by one, and those that answered', async () => {
    const { run } = await read(
      nmapFile(upHost(`<ports>${openPort(80, '<script id="banner" output="x"/>')}</ports>`), {}).replace(
        'args="nmap -sV -oX',
        'args="nmap -sV --script=default,http-git,ssl-* --script redis-info -oX',
      ),
    );
    expect(run.detectors).toEqual([
      'nmap:banner',
      'nmap:http-git',
      'nmap:redis-info',
      'nmap:service-detection',
    ]);
  });

  it('without a host is a scan, too', async () => {
    const { hosts, run } = await read(nmapFile(''));
    expect(hosts).toEqual([]);
    expect(run.finishedAt).toBe('2026-11-24T00:04:12.000Z');
  });

  it('of masscan, which repeats hosts and says no status, can be read', async () => {
    const { hosts, run } = await read(
      `<?xml version="1.0"?><nmaprun scanner="masscan" start="1795478640" version="1.0-BETA" xmloutputversion="1.03"><scaninfo type="syn" protocol="tcp" />
       <host endtime="1795478641"><address addr="192.0.2.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="54"/></port></ports></host>
       <runstats><finished time="1795478642" /></runstats></nmaprun>`,
    );
    expect(run.tool.name).toBe('masscan');
    expect(hosts[0]).toMatchObject({
      status: 'up',
      scope: [],
      ports: [{ port: 80 }],
    });
  });

  it('cuts the output of scripts at a stated length, never within a character', async () => {
    const { hosts } = await read(
      nmapFile(upHost(`<ports>${openPort(80, `<script id="a" output="${'x'.repeat(3_999)}😀"/>`)}</ports>`)),
    );
    expect(hosts[0]?.findings[0]).toEqual({
      detector: 'nmap:a',
      protocol: 'tcp',
      port: 80,
      output: 'x'.repeat(3_999),
      truncated: true,
    });
  });

  it('leaves out a structure that is too large, and says so', async () => {
    const rows = '<elem>x</elem>'.repeat(600);
    const { hosts } = await read(
      nmapFile(
        upHost(
          `<ports>${openPort(80, `<script id="a" output="o"><table key="t">${rows}</table></script>`)}</ports>`,
        ),
      ),
    );
    expect(hosts[0]?.findings[0]).toEqual({
      detector: 'nmap:a',
      protocol: 'tcp',
      port: 80,
      output: 'o',
      truncated: true,
    });
  });

  it('bounds all that scripts say of one host together', async () => {
    const ports = Array.from({ length: 600 }, (_, index) =>
      openPort(index + 1, `<script id="a" output="${'x'.repeat(3_000)}"/>`),
    );
    const { hosts } = await read(nmapFile(upHost(`<ports>${ports.join('')}</ports>`)));
    const findings = hosts[0]?.findings ?? [];
    expect(findings).toHaveLength(600);
    expect(findings.reduce((sum, { output }) => sum + output.length, 0)).toBe(1_000_000);
    expect(findings.at(-1)).toMatchObject({ output: '', truncated: true });
  });
});

describe('A file', () => {
  const umlaut = upHost('<hostnames><hostname name="bücher.example" type="PTR"/></hostnames>');
  const nameIn = async (bytes: Uint8Array) => (await read(bytes)).hosts[0]?.names[0]?.name;
  const declared = (encoding: string) =>
    nmapFile(umlaut, { head: `<?xml version="1.0" encoding="${encoding}"?>` });

  it.each([
    ['UTF-8', Buffer.from(declared('UTF-8'))],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${declared('UTF-8')}`)],
    ['UTF-8 without a declaration', Buffer.from(nmapFile(umlaut, { head: '' }).trimStart())],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['ISO-8859-15 in single quotes', Buffer.from(declared('x').replace('"x"', "'iso-8859-15'"), 'latin1')],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(declared('UTF-16'), 'utf16le')],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le').swap16()],
    ['UTF-8 that still says UTF-16', Buffer.from(declared('utf-16'))],
  ])('may be in %s', async (_name, bytes) => {
    expect(await nameIn(bytes)).toBe('bücher.example');
  });

  it('may be compressed with gzip, under any name', async () => {
    expect(await nameIn(gzipSync(declared('UTF-8')))).toBe('bücher.example');
  });

  it('may be several gzip members, as parallel compressors write them', async () => {
    const bytes = Buffer.from(declared('UTF-8'));
    expect(
      await nameIn(Buffer.concat([gzipSync(bytes.subarray(0, 500)), gzipSync(bytes.subarray(500))])),
    ).toBe('bücher.example');
  });
});
