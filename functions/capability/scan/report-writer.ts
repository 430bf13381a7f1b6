import {
  CHUNK_BYTES,
  type ChunkRef,
  HOSTS_PER_CHUNK,
  type ManifestRef,
  type ScanCounts,
  type ScanManifest,
  type ScannedHost,
} from '../../../schemas/capability/scan-report.ts';
import type { Instant } from '../../../schemas/primitives.ts';
import { sha256Hex, writeJson } from '../../shared/object-store/json.ts';
import type { ObjectStore } from '../../shared/object-store/object-store.ts';
import type { ScanRun } from './nmap.ts';

export interface ReportPlace {
  readonly bucket: string;
  /** Without a slash at the end. */
  readonly prefix: string;
  readonly jobId: string;
}

export interface WrittenReport {
  readonly manifest: ManifestRef;
  readonly counts: ScanCounts;
}

/**
 * Writes a report as its hosts come: each chunk once it is full, the manifest last. Keys and bytes depend on the hosts alone, so that a
 * repeat of the whole writes the same objects again; without a manifest, chunks are leftovers that nobody refers to.
 */
export interface ReportWriter {
  add(host: ScannedHost): Promise<void>;
  finish(run: ScanRun, file: ScanManifest['file'], receivedAt: Instant): Promise<WrittenReport>;
}

const JSON_TYPE = 'application/json';

export function createReportWriter(
  objects: Pick<ObjectStore, 'write'>,
  { bucket, prefix, jobId }: ReportPlace,
): ReportWriter {
  const chunks: ChunkRef[] = [];
  const counts: ScanCounts = { hosts: 0, up: 0, down: 0, ports: 0, open: 0, findings: 0 };
  let hosts: string[] = [];
  let bytes = 0;

  const flush = async () => {
    const number = chunks.length + 1;
    const key = `${prefix}/chunk-${String(number).padStart(6, '0')}.json`;
    const body = Buffer.from(
      `{"schema":1,"jobId":${JSON.stringify(jobId)},"number":${number},"hosts":[${hosts.join(',')}]}`,
      'utf8',
    );
    const count = hosts.length;
    hosts = [];
    bytes = 0;
    await objects.write({ bucket, key }, body, JSON_TYPE);
    chunks.push({ number, bucket, key, sha256: sha256Hex(body), hosts: count });
  };

  return {
    async add(host) {
      counts.hosts += 1;
      counts[host.status] += 1;
      counts.ports += host.ports.length;
      counts.open += host.ports.filter(({ state }) => state === 'open').length;
      counts.findings += host.findings.length;
      const json = JSON.stringify(host);
      hosts.push(json);
      bytes += json.length;
      if (hosts.length === HOSTS_PER_CHUNK || bytes >= CHUNK_BYTES) await flush();
    },

    async finish({ tool, args, startedAt, finishedAt, scope, detectors, undecided }, file, receivedAt) {
      if (hosts.length > 0) await flush();
      const all = { ...counts, ...(undecided > 0 && { undecided }) };
      const manifest: ScanManifest = {
        schema: 1,
        jobId,
        file,
        tool,
        args,
        startedAt,
        finishedAt,
        receivedAt,
        scope: [...scope],
        detectors: [...detectors],
        counts: all,
        chunks,
      };
      const { key, sha256 } = await writeJson(objects, { bucket, key: `${prefix}/manifest.json` }, manifest);
      return { manifest: { bucket, key, sha256 }, counts: all };
    },
  };
}
