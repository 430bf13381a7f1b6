import { describe, expect, it } from 'vitest';
import { MAX_PORTS, MAX_SCOPES } from '#schemas/asset/asset/port.ts';
import { sizeOf } from '#shared/event-store/size.ts';
import { MAX_EVENT_BYTES, MAX_TIP_BYTES } from '#shared/event-store/tip.ts';
import { type KnownPorts, observePorts, withFindings } from '../../../functions/asset/asset/domain/ports.ts';
import type { PortSighting } from '../../../functions/asset/asset/domain/sighting.ts';
import { listed, looked, open, second } from '../samples.ts';

const NOTHING: KnownPorts = { ports: [], scopes: [] };

const scan = (seconds: number, given: Partial<PortSighting> = {}): PortSighting => ({
  observedAt: second(seconds),
  scopes: [looked('1-1000')],
  ports: [],
  ...given,
});

/** What is known after scans in the order of their arrival, and what the last of them reported. */
function afterwards(...scans: readonly PortSighting[]) {
  let known = NOTHING;
  let last = observePorts(NOTHING, [scan(0)]);
  for (const next of scans) {
    last = observePorts(known, [next]);
    known = withFindings(known, { observedAt: next.observedAt, ...last });
  }
  return { ...known, opened: last.opened, closed: last.closed, reported: last.ports, tarpit: last.tarpit };
}

const states = ({ ports }: KnownPorts) =>
  Object.fromEntries(ports.map(({ protocol, port, state }) => [`${protocol}/${port}`, state]));

describe('a scan of ports', () => {
  it('opens those that it lists as open', () => {
    const known = afterwards(
      scan(1, { ports: [open(80, { service: 'http', product: 'nginx' }), listed(22, 'closed')] }),
    );
    expect(known.ports).toEqual([
      {
        protocol: 'tcp',
        port: 80,
        state: 'open',
        service: 'http',
        product: 'nginx',
        observedAt: second(1),
        openAt: second(1),
      },
    ]);
    expect(known.opened).toEqual(['tcp/80']);
  });

  it('keeps no entry for a port that was never open and is like the rest of its scope', () => {
    expect(afterwards(scan(1, { ports: [listed(22, 'closed')] })).ports).toEqual([]);
    const firewalled = scan(1, { scopes: [looked('1-1000', 'filtered')], ports: [listed(22, 'closed')] });
    expect(states(afterwards(firewalled))).toEqual({ 'tcp/22': 'closed' });
  });

  it('keeps those that are filtered or uncertain, and opens none of them', () => {
    const ports = [listed(1, 'filtered'), listed(2, 'open|filtered'), listed(3, 'closed|filtered')];
    const known = afterwards(scan(1, { ports }));
    expect(states(known)).toEqual({
      'tcp/1': 'filtered',
      'tcp/2': 'open|filtered',
      'tcp/3': 'closed|filtered',
    });
    expect(known.opened).toEqual([]);
  });

  it('closes an open one that it lists as closed or filtered, and remembers the service that had answered there', () => {
    const before = scan(1, { ports: [open(80, { product: 'nginx' }), open(443)] });
    const known = afterwards(before, scan(2, { ports: [listed(80, 'closed'), listed(443, 'filtered')] }));
    expect(known.closed).toEqual(['tcp/80', 'tcp/443']);
    expect(states(known)).toEqual({ 'tcp/80': 'closed', 'tcp/443': 'filtered' });
    expect(known.ports[0]).toMatchObject({ product: 'nginx', openAt: second(1), observedAt: second(2) });
  });

  it('closes an open one that it looked at and does not list, with the state of the rest', () => {
    const known = afterwards(
      scan(1, { ports: [open(80)] }),
      scan(2, { scopes: [looked('1-1000', 'filtered')] }),
    );
    expect(known.closed).toEqual(['tcp/80']);
    expect(states(known)).toEqual({ 'tcp/80': 'filtered' });
  });

  it('does not touch a port that it did not look at', () => {
    const first = scan(1, { ports: [open(80), open(2000)], scopes: [looked('1-3000')] });
    const udp = scan(2, { scopes: [{ protocol: 'udp', ranges: '1-65535', otherwise: 'closed' }] });
    expect(afterwards(first, udp)).toMatchObject({ opened: [], closed: [], reported: [] });
    const low = afterwards(first, scan(2));
    expect(low.closed).toEqual(['tcp/80']);
    expect(states(low)).toEqual({ 'tcp/80': 'closed', 'tcp/2000': 'open' });
  });

  it('opens a closed port again, with the service that answers there now', () => {
    const known = afterwards(
      scan(1, { ports: [open(80, { product: 'nginx', version: '1.22' })] }),
      scan(2),
      scan(3, { ports: [open(80, { product: 'Apache' })] }),
    );
    expect(known.opened).toEqual(['tcp/80']);
    expect(known.ports[0]).toMatchObject({ state: 'open', product: 'Apache', openAt: second(3) });
    expect(known.ports[0]).not.toHaveProperty('version');
  });

  it('keeps protocols apart', () => {
    const both = scan(1, {
      scopes: [looked('1-100'), { protocol: 'udp', ranges: '1-100', otherwise: 'open|filtered' }],
      ports: [open(53), { ...open(53), protocol: 'udp' }],
    });
    const known = afterwards(both, scan(2, { scopes: [looked('1-100')] }));
    expect(known.closed).toEqual(['tcp/53']);
    expect(states(known)).toEqual({ 'tcp/53': 'closed', 'udp/53': 'open' });
  });

  it('counts a port that is listed outside of every scope as it is listed', () => {
    const known = afterwards(scan(1, { scopes: [], ports: [open(80), listed(81, 'closed')] }));
    expect(states(known)).toEqual({ 'tcp/80': 'open', 'tcp/81': 'closed' });
  });
});

describe('an older scan that arrives later', () => {
  it('opens nothing that a newer one saw closed, and reports nothing', () => {
    const known = afterwards(scan(2), scan(1, { ports: [open(80, { product: 'nginx' })] }));
    expect(known).toMatchObject({ opened: [], closed: [] });
    expect(known.ports).toEqual([
      expect.objectContaining({
        port: 80,
        state: 'closed',
        observedAt: second(2),
        openAt: second(1),
        product: 'nginx',
      }),
    ]);
  });

  it('closes nothing that a newer one saw open', () => {
    const known = afterwards(scan(2, { ports: [open(80)] }), scan(1));
    expect(known).toMatchObject({ opened: [], closed: [], reported: [] });
    expect(states(known)).toEqual({ 'tcp/80': 'open' });
  });

  it('still tells of ports that no newer one looked at', () => {
    const known = afterwards(scan(2), scan(1, { scopes: [looked('1-3000')], ports: [open(80), open(2000)] }));
    expect(known.opened).toEqual(['tcp/2000']);
  });

  it('does not name the service on a port that a newer one saw', () => {
    const known = afterwards(
      scan(2, { ports: [open(80, { product: 'nginx 2' })] }),
      scan(1, { ports: [open(80, { product: 'nginx 1' })] }),
    );
    expect(known.ports[0]).toMatchObject({ product: 'nginx 2', openAt: second(2) });
  });
});

describe('the same scan twice', () => {
  it('finds nothing the second time', () => {
    const again = scan(1, { ports: [open(80), listed(22, 'closed'), listed(81, 'filtered')] });
    expect(afterwards(again, again)).toMatchObject({ reported: [], opened: [], closed: [] });
  });

  it('at a later moment mentions only the differences: the rest is known by its scope', () => {
    const ports = [open(80, { product: 'nginx' }), open(443)];
    const known = afterwards(scan(1, { ports }), scan(2, { ports }));
    expect(known.reported).toEqual([]);
    expect(known.ports).toEqual([
      expect.objectContaining({ port: 80, observedAt: second(2), openAt: second(2), product: 'nginx' }),
      expect.objectContaining({ port: 443, observedAt: second(2), openAt: second(2) }),
    ]);
  });
});

describe('scopes', () => {
  it('of the same ports are one, the newest', () => {
    const known = afterwards(scan(1), scan(2, { scopes: [looked('1-1000', 'filtered')] }));
    expect(known.scopes).toEqual([{ ...looked('1-1000', 'filtered'), observedAt: second(2) }]);
  });

  it('are kept up to sixteen, the newest', () => {
    const scans = Array.from({ length: 20 }, (_, index) =>
      scan(index, { scopes: [looked(`1-${index + 1}`)] }),
    );
    const { scopes } = afterwards(...scans);
    expect(scopes).toHaveLength(MAX_SCOPES);
    expect(scopes[0]).toMatchObject({ ranges: '1-20' });
    expect(scopes.at(-1)).toMatchObject({ ranges: '1-5' });
  });
});

describe('a host with more open ports than an asset holds', () => {
  const all = (seconds: number) =>
    scan(seconds, {
      scopes: [looked('1-65535')],
      ports: Array.from({ length: 3_000 }, (_, index) => open(index + 1)),
    });

  it('is counted and sampled by number, and reports only the kept ports', () => {
    const known = afterwards(all(1));
    expect(known.tarpit).toBe(3_000);
    expect(known.ports).toHaveLength(MAX_PORTS);
    expect(known.ports.at(-1)).toMatchObject({ port: MAX_PORTS });
    expect(known.opened).toHaveLength(MAX_PORTS);
  });

  it('changes nothing when it is seen again', () => {
    expect(afterwards(all(1), all(2))).toMatchObject({ opened: [], closed: [], tarpit: 3_000 });
  });

  it('keeps open ports before closed ones', () => {
    const first = scan(1, {
      scopes: [looked('1-65535')],
      ports: Array.from({ length: 400 }, (_, at) => open(at + 1)),
    });
    const second_ = scan(2, {
      scopes: [looked('1-65535')],
      ports: Array.from({ length: 400 }, (_, at) => open(at + 10_001)),
    });
    const known = afterwards(first, second_);
    expect(known.closed).toHaveLength(400);
    expect(known.opened).toHaveLength(400);
    expect(known.ports.filter(({ state }) => state === 'open')).toHaveLength(400);
    expect(known.ports).toHaveLength(MAX_PORTS);
  });

  it('keeps all of the services of the first hundred, and of the others the name', () => {
    const ports = Array.from({ length: 150 }, (_, index) => open(index + 1, { service: 's', product: 'p' }));
    const known = afterwards(scan(1, { ports }));
    expect(known.ports.filter(({ product }) => product === 'p')).toHaveLength(100);
    expect(known.ports.every(({ service }) => service === 's')).toBe(true);
    expect(afterwards(scan(1, { ports }), scan(2, { ports }))).toMatchObject({ reported: [], opened: [] });
  });

  it('fits into one item with its event, however much a scanner says of its services', () => {
    const services = {
      service: 's'.repeat(24),
      product: 'p'.repeat(80),
      version: 'v'.repeat(40),
      info: 'i'.repeat(80),
      tunnel: 't'.repeat(16),
      technologies: ['a'.repeat(80), 'b'.repeat(80)],
    };
    const range = (from: number) => Array.from({ length: 600 }, (_, index) => open(from + index, services));
    const whole = { scopes: [looked('1-65535')] };
    const { ports, reported } = afterwards(
      scan(1, { ...whole, ports: range(1) }),
      scan(2, { ...whole, ports: range(20_001) }),
    );
    expect(reported).toHaveLength(2 * MAX_PORTS);
    expect(sizeOf(reported)).toBeLessThan(MAX_EVENT_BYTES);
    expect(sizeOf(ports) + sizeOf(reported)).toBeLessThan(MAX_TIP_BYTES / 1.5);
  });
});

describe('scopes with many ranges', () => {
  it('are remembered as long as there is room for them, the newest first', () => {
    const ranges = (start: number) =>
      Array.from({ length: 1_600 }, (_, index) => start + 2 * index).join(',');
    const { scopes } = afterwards(...[1, 2, 3, 4, 5].map((at) => scan(at, { scopes: [looked(ranges(at))] })));
    expect(scopes.map(({ observedAt }) => observedAt)).toEqual([second(5), second(4), second(3)]);
  });
});
