/** Hosts per part of the stream: about 64 KB, as a download brings it. */
const HOSTS_PER_PART = 20;

const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

const service = (port: number) =>
  `<service name="http" product="nginx" version="1.22.1" method="probed" conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service>` +
  `<script id="http-title" output="Site on port ${port}"><elem key="title">Site on port ${port}</elem></script>`;

const host = (
  n: number,
) => `<host starttime="1795478640" endtime="1795478652"><status state="up" reason="syn-ack" reason_ttl="0"/>
<address addr="${address(n)}" addrtype="ipv4"/>
<hostnames>
<hostname name="host-${n}.example.test" type="PTR"/>
</hostnames>
<ports><extraports state="filtered" count="991"><extrareasons reason="no-response" count="991" proto="tcp"/></extraports>
${[22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9090]
  .map(
    (port) =>
      `<port protocol="tcp" portid="${port}"><state state="${port < 1000 ? 'open' : 'closed'}" reason="syn-ack" reason_ttl="64"/>${port < 1000 ? service(port) : ''}</port>`,
  )
  .join('\n')}
</ports>
<times srtt="538" rttvar="854" to="100000"/>
</host>
`;

/** A scan of so many hosts, as nmap writes one, made while it is read: it is never anywhere as a whole. */
export async function* nmapStream(hosts: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV --script http-title 10.0.0.0/8" start="1795478640" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>
`);
  for (let from = 0; from < hosts; from += HOSTS_PER_PART) {
    const part = Array.from({ length: Math.min(HOSTS_PER_PART, hosts - from) }, (_, index) =>
      host(from + index),
    );
    yield Buffer.from(part.join(''));
  }
  yield Buffer.from(
    `<runstats><finished time="1795478652"/><hosts up="${hosts}" down="0" total="${hosts}"/></runstats></nmaprun>\n`,
  );
}
