import { jobKey } from '#schemas/capability/job/state.ts';
import { ScanChunk, ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { PublishedEvent } from '#schemas/envelope.ts';
import { derivedId } from '#shared/identity.ts';
import { writeJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { publishedGolden } from '../../kit/published-golden.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { at } from '../samples.ts';

export interface ScanLine {
  readonly address: string;
  readonly ports: readonly number[];
  /** Seconds of the long day. */
  readonly seen?: number;
}

const NOTHING = { otherAddresses: [], names: [], scope: [], remainder: [], technologies: [], findings: [] };

const hostOf = ({ address, ports, seen = -60 }: ScanLine) => ({
  ...{ status: 'up', observedAt: at(seen), address: { type: 'ipv4', value: address }, ...NOTHING },
  ports: ports.map((port) => ({ protocol: 'tcp', port, state: 'open', cpe: [] })),
});

/** A report whose chunks hold these lines, as a worker of the first version cuts it, and the event that announces it. */
export async function reportOf(
  objects: ObjectStore,
  chunks: readonly (readonly ScanLine[])[],
): Promise<PublishedEvent> {
  const jobId = derivedId('job', JSON.stringify(chunks));
  const refs = [];
  for (const [index, lines] of chunks.entries()) {
    const chunk = ScanChunk.parse({ schema: 1, jobId, number: index + 1, hosts: lines.map(hostOf) });
    const key = `reports/${jobId}/chunk-${chunk.number}.json`;
    const { bucket, sha256 } = await writeJson(objects, { bucket: 'scans', key }, chunk);
    refs.push({ number: chunk.number, bucket, key, sha256, hosts: lines.length });
  }
  const manifest = ScanManifest.parse({
    ...{ schema: 1, jobId, file: { name: 'scan.xml', size: 1, sha256: '0'.repeat(64) }, receivedAt: at(0) },
    ...{ tool: { name: 'masscan', version: '1' }, scope: [], detectors: [], chunks: refs },
    counts: { hosts: 1, up: 1, down: 0, ports: 0, open: 0, findings: 0 },
  });
  const { bucket, key, sha256 } = await writeJson(
    objects,
    { bucket: 'scans', key: `reports/${jobId}/manifest.json` },
    manifest,
  );
  return PublishedEvent.parse({
    ...{ event_id: derivedId('event', jobId), event_type: 'JobCompleted', event_version: 1 },
    ...{ aggregate_id: jobKey(jobId), aggregate_type: 'Job', aggregate_version: 4, timestamp: at(0) },
    event_data: {
      ...publishedGolden('capability', 'JobCompleted.v1').event_data,
      ...{ jobId, capability: 'nmap', fileName: 'scan.xml', manifest: { bucket, key, sha256 } },
    },
    metadata: {
      ...{ account_id: ACCOUNT, actor: 'service:capability', command_id: 'c', vector_clock: {} },
      ...{ correlation_id: 'corr-1', causation_id: 'cause-1' },
    },
    ...{ service_name: 'capability', state: {}, state_version: 4, state_schema: 1 },
  });
}
