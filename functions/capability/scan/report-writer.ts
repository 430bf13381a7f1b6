import {
  CHUNK_BYTES,
  type ChunkRef,
  HOSTS_PER_CHUNK,
  type ManifestRef,
  NAMES_PER_CHUNK,
  type ScanCounts,
  type ScanManifest,
  type ScannedHost,
} from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { sha256Hex, writeJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { MAX_REPORT_CHARACTERS } from './limits.ts';
import type { ScanRun } from './run.ts';
import { ScanProblem } from './scan-problem.ts';

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
export class ReportWriter {
  private readonly objects: Pick<ObjectStore, 'write'>;
  private readonly place: ReportPlace;
  private readonly chunks: ChunkRef[] = [];
  private readonly counts: ScanCounts = { hosts: 0, up: 0, down: 0, ports: 0, open: 0, findings: 0 };
  /** Hosts of the chunk that is not full yet, as JSON. */
  private hosts: string[] = [];
  private size = 0;
  private names = 0;
  private left: number;

  constructor(
    objects: Pick<ObjectStore, 'write'>,
    place: ReportPlace,
    { maxCharacters = MAX_REPORT_CHARACTERS } = {},
  ) {
    this.objects = objects;
    this.place = place;
    this.left = maxCharacters;
  }

  /** Throws ScanProblem `too-large` where the report would be. */
  async add(host: ScannedHost): Promise<void> {
    const { counts } = this;
    counts.hosts += 1;
    counts[host.status] += 1;
    counts.ports += host.ports.length;
    counts.open += host.ports.filter(({ state }) => state === 'open').length;
    counts.findings += host.findings.length;
    const json = JSON.stringify(host);
    this.hosts.push(json);
    this.size += json.length;
    this.names += host.names.length;
    this.left -= json.length;
    if (this.left < 0) throw new ScanProblem('too-large', 'The file says more than can be kept of one scan');
    if (this.isFull()) await this.writeChunk();
  }

  async finish(run: ScanRun, file: ScanManifest['file'], receivedAt: Instant): Promise<WrittenReport> {
    if (this.hosts.length > 0) await this.writeChunk();
    const { undecided, scope, detectors, ...told } = run;
    const counts = { ...this.counts, ...(undecided > 0 && { undecided }) };
    const { bucket, prefix, jobId } = this.place;
    const manifest: ScanManifest = {
      schema: 1,
      jobId,
      file,
      ...told,
      receivedAt,
      scope: [...scope],
      detectors: [...detectors],
      counts,
      chunks: this.chunks,
    };
    const { key, sha256 } = await writeJson(
      this.objects,
      { bucket, key: `${prefix}/manifest.json` },
      manifest,
    );
    return { manifest: { bucket, key, sha256 }, counts };
  }

  private isFull(): boolean {
    return this.hosts.length === HOSTS_PER_CHUNK || this.size >= CHUNK_BYTES || this.names >= NAMES_PER_CHUNK;
  }

  private async writeChunk(): Promise<void> {
    const { bucket, prefix, jobId } = this.place;
    const number = this.chunks.length + 1;
    const key = `${prefix}/chunk-${String(number).padStart(6, '0')}.json`;
    const head = JSON.stringify({ schema: 1, jobId, number }).slice(0, -1);
    const body = Buffer.from(`${head},"hosts":[${this.hosts.join(',')}]}`, 'utf8');
    const hosts = this.hosts.length;
    this.hosts = [];
    this.size = 0;
    this.names = 0;
    await this.objects.write({ bucket, key }, body, 'application/json');
    this.chunks.push({ number, bucket, key, sha256: sha256Hex(body), hosts });
  }
}
