import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanProblem } from '../../../functions/capability/scan/scan-problem.ts';
import { read } from './scan-fixture.ts';
import { modelHost, scanXml } from './scan-xml.ts';

const NMAP = { capability: 'nmap', formats: ['nmap-xml'] };
const example = readFileSync(new URL('../../../examples/acme-friday.xml', import.meta.url));

/** Cuts bytes where `cuts` (0 to 1 each) say. */
function partsOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * bytes.length)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

const cuts = fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { maxLength: 40 });

describe('For all hosts', () => {
  it('a scan that is written as XML reads back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(modelHost, { maxLength: 5 }), async (hosts) => {
        const result = await read(scanXml(hosts));
        expect(
          result.hosts.map(({ status, address, names, ports, findings }) => ({
            status,
            address: address?.value,
            names,
            ports: ports.map(({ protocol, port, state, reason, service, product }) => ({
              protocol,
              port,
              state,
              reason,
              service,
              product,
              output: findings.find((finding) => finding.port === port && finding.protocol === protocol)
                ?.output,
            })),
          })),
        ).toEqual(hosts);
      }),
    );
  });

  it('the report is the same however the network cuts the bytes, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(modelHost, { maxLength: 4 }),
        cuts,
        fc.boolean(),
        async (hosts, places, packed) => {
          const plain = Buffer.from(scanXml(hosts).replaceAll('\n', '\r\n'));
          const bytes = packed ? gzipSync(plain) : plain;
          expect(await read('', { parts: partsOf(bytes, places) })).toEqual(await read(plain));
        },
      ),
    );
  });

  it('a file that ends too early is never taken, wherever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(modelHost, { maxLength: 3 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        async (hosts, cut) => {
          const bytes = Buffer.from(scanXml(hosts));
          const code = await read(bytes.subarray(0, Math.floor(cut * bytes.length)), { taken: NMAP }).then(
            () => 'taken',
            (error: unknown) => (error instanceof ScanProblem ? error.code : error),
          );
          expect(code).toBe(cut * bytes.length < 1 ? 'empty-file' : 'truncated');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('The example', () => {
  it('reads the same byte by byte, and in any parts', async () => {
    const whole = await read(example);
    expect(await read('', { parts: [...example].map((byte) => Uint8Array.of(byte)) })).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        expect(await read('', { parts: partsOf(example, places) })).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('with any bytes changed is either read or refused with a reason, and nothing else happens', async () => {
    const place = fc.tuple(fc.integer({ min: 0, max: example.length - 1 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(example);
        for (const [at, byte] of changes) bytes[at] = byte;
        const outcome = await read(bytes).then(
          ({ hosts }) => hosts.length >= 0,
          (error: unknown) => error instanceof ScanProblem || error,
        );
        expect(outcome).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
