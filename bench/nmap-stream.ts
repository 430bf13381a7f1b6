/** Hosts per part of the stream: about 64 KB, as a download brings it. */
const HOSTS_PER_PART = 20;

const isOpen = (port: number, closed: number): boolean => port < 1000 && port !== closed;

const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

const service = (port: number) =>
  `<service name="http" product="nginx" version="1.22.1" method="probed" conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service>` +
  `<script id="http-title" output="Site on port ${port}"><elem key="title">Site on port ${port}</elem></script>`;

const host = (
  n: number,
  { startedAt, closed }: Required<Variant>,
) => `<host starttime="${startedAt}" endtime="${startedAt + 12}"><status state="up" reason="syn-ack" reason_ttl="0"/>
<address addr="${address(n)}" addrtype="ipv4"/>
<hostnames>
<hostname name="host-${n}.example.test" type="PTR"/>
</hostnames>
<ports><extraports state="filtered" count="991"><extrareasons reason="no-response" count="991" proto="tcp"/></extraports>
${[22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9090]
  .map(
    (port) =>
      `<port protocol="tcp" portid="${port}"><state state="${isOpen(port, closed) ? 'open' : 'closed'}" reason="syn-ack" reason_ttl="64"/>${isOpen(port, closed) ? service(port) : ''}</port>`,
  )
  .join('\n')}
</ports>
<times srtt="538" rttvar="854" to="100000"/>
</host>
`;

/** The differences between scans of the same hosts. */
export interface Variant {
  /** Seconds since 1970. */
  readonly startedAt?: number;
  /** A port that is open on every host otherwise; 0 for none. */
  readonly closed?: number;
}

/** A scan of so many hosts as nmap writes one. It is made while it is read, so it never lies in memory as a whole. */
export async function* nmapStream(
  hosts: number,
  { startedAt = 1795478640, closed = 0 }: Variant = {},
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV --script http-title 10.0.0.0/8" start="${startedAt}" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>
`);
  for (let from = 0; from < hosts; from += HOSTS_PER_PART) {
    const part = Array.from({ length: Math.min(HOSTS_PER_PART, hosts - from) }, (_, index) =>
      host(from + index, { startedAt, closed }),
    );
    yield Buffer.from(part.join(''));
  }
  yield Buffer.from(
    `<runstats><finished time="${startedAt + 12}"/><hosts up="${hosts}" down="0" total="${hosts}"/></runstats></nmaprun>\n`,
  );
}

/** The same scan as one buffer, for benches that import a few thousand hosts. */
export async function nmapFile(hosts: number, variant: Variant = {}): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of nmapStream(hosts, variant)) parts.push(part);
  return Buffer.concat(parts);
}
