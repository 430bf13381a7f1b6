import type {
  ProtocolScope,
  ScanChunk,
  ScanManifest,
  ScannedHost,
} from '#schemas/capability/scan/scan-report.ts';
import { PublishedEvent } from '#schemas/envelope.ts';
import { derivedId } from '#shared/identity.ts';
import { writeJson } from '#shared/object-store/json.ts';
import { accountOf } from './person.ts';
import type { Platform } from './platform.ts';

/** A host as a report tells of it: open ports, and seconds after the beginning of the scan. */
export interface SeenHost {
  readonly address: string;
  readonly ports: readonly number[];
  readonly seconds?: number;
  readonly down?: true;
}

/** A job whose report is ready, and what it says. */
export interface ReadyReport {
  readonly jobId: string;
  readonly account: string;
  readonly chunks: readonly (readonly SeenHost[])[];
}

const BUCKET = 'capability-files';
const STARTED = Date.parse('2026-11-24T11:00:00.000Z');

const scanned = ({ address, ports, seconds = 0, down }: SeenHost, place: number): ScannedHost => ({
  status: down ? 'down' : 'up',
  observedAt: new Date(STARTED + seconds * 1000).toISOString(),
  address: { type: 'ipv4', value: address },
  otherAddresses: [],
  names: [],
  // A report that came in waves did not look at all ports each time: only what it lists counts.
  scope: ports.length > 0 ? [place] : [],
  ports: ports.map((port) => ({ protocol: 'tcp', port, state: 'open', cpe: [] })),
  remainder: [],
  technologies: [],
  findings: [],
});

const scopeOf = ({ ports }: SeenHost): ProtocolScope => ({
  protocol: 'tcp',
  ranges: ports.map((port) => [port, port]),
});

/** Writes a report as the capability service does, and publishes that its job is complete. */
export async function announceReport(
  platform: Platform,
  name: string,
  chunks: readonly (readonly SeenHost[])[],
  account = accountOf('acme'),
): Promise<ReadyReport> {
  const { objects, scheduler } = platform;
  const jobId = derivedId('simulated job', account, name);
  const receivedAt = new Date(scheduler.now).toISOString();
  const refs: ScanManifest['chunks'] = [];
  for (const [at, hosts] of chunks.entries()) {
    const scopes = hosts.map(scopeOf);
    const chunk: ScanChunk = { schema: 3, jobId, number: at + 1, scopes, hosts: hosts.map(scanned) };
    const { bucket, key, sha256 } = await writeJson(
      objects,
      { bucket: BUCKET, key: `${jobId}/chunk-${at + 1}` },
      chunk,
    );
    refs.push({ number: at + 1, bucket, key, sha256, hosts: hosts.length });
  }
  const ports = chunks.flat().reduce((sum, host) => sum + host.ports.length, 0);
  const hosts = chunks.flat().length;
  const manifest: ScanManifest = {
    ...{ schema: 2, format: 'nmap-xml', warnings: [] },
    jobId,
    file: { name, size: 1, sha256: '0'.repeat(64) },
    tool: { name: 'nmap', version: '7.93' },
    receivedAt,
    scope: [],
    detectors: [],
    counts: { hosts, up: hosts, down: 0, ports, open: ports, findings: 0 },
    chunks: refs,
  };
  const { bucket, key, sha256 } = await writeJson(
    objects,
    { bucket: BUCKET, key: `${jobId}/manifest` },
    manifest,
  );
  const { counts, tool } = manifest;
  const about = { jobId, capability: 'nmap', at: receivedAt, attempt: 1, fileName: name, counts, tool };
  const event = completed(account, jobId, receivedAt, { ...about, manifest: { bucket, key, sha256 } });
  platform.publishFromOutside({
    source: 'chariot.capability',
    type: 'JobCompleted',
    time: receivedAt,
    detail: JSON.stringify(event),
  });
  return { jobId, account, chunks };
}

const completed = (account: string, jobId: string, timestamp: string, event_data: object): PublishedEvent =>
  PublishedEvent.parse({
    event_id: derivedId('event', jobId),
    aggregate_id: `#job#${jobId}`,
    aggregate_type: 'Job',
    event_type: 'JobCompleted',
    event_version: 1,
    aggregate_version: 4,
    event_data,
    metadata: {
      account_id: account,
      actor: 'service:capability',
      command_id: 'complete',
      correlation_id: `job-${jobId}`,
      causation_id: 'results',
      vector_clock: {},
    },
    timestamp,
    service_name: 'capability',
    state: { status: 'completed' },
    state_version: 4,
    state_schema: 1,
  });
