import {
  CHUNK_BYTES,
  type ChunkRef,
  HOSTS_PER_CHUNK,
  MAX_CHUNK_BYTES,
  type ManifestRef,
  NAMES_PER_CHUNK,
  type ProtocolScope,
  type ScanCounts,
  type ScanManifest,
  type ScannedHost,
  type ScanWarning,
} from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import { sha256Hex, writeJsonByHash } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { ChunkDraft } from './chunk-draft.ts';
import { HostPile } from './host-pile.ts';
import { MAX_REPORT_BYTES } from './limits.ts';
import { ScanProblem } from './scan-problem.ts';
import type { ScanRun } from './scan-run.ts';

/** Chunks that are written at the same time. */
const CONCURRENT_CHUNKS = 4;

export interface ReportPlace {
  readonly bucket: string;
  /** Without a slash at the end. */
  readonly prefix: string;
  readonly jobId: string;
}

export interface ReportOptions {
  readonly maxBytes?: number;
  readonly hostsPerChunk?: number;
}

export interface WrittenReport {
  readonly manifest: ManifestRef;
  readonly counts: ScanCounts;
}

/** A file that was read to its end. */
export interface WholeScan {
  readonly run: ScanRun;
  /** Its name. */
  readonly format: string;
  readonly warnings: ScanWarning[];
}

/**
 * Writes a report once all of its hosts are there: the sightings of one host together, chunk by chunk, the manifest
 * last. Each object is named by its hash. So a repeat of the whole writes the same objects again. Objects of another
 * version of this code lie beside them and take the place of none. Without a manifest, chunks are leftovers that
 * nothing refers to.
 */
export class ReportWriter {
  private readonly objects: Pick<ObjectStore, 'write'>;
  private readonly place: ReportPlace;
  private readonly pile = new HostPile();
  private readonly chunks: ChunkRef[] = [];
  /** Of hosts: different ones. */
  private readonly counts: ScanCounts = { hosts: 0, up: 0, down: 0, ports: 0, open: 0, findings: 0 };
  private readonly hostsPerChunk: number;
  private left: number;

  constructor(
    objects: Pick<ObjectStore, 'write'>,
    place: ReportPlace,
    { maxBytes = MAX_REPORT_BYTES, hostsPerChunk = HOSTS_PER_CHUNK }: ReportOptions = {},
  ) {
    this.objects = objects;
    this.place = place;
    this.left = maxBytes;
    this.hostsPerChunk = hostsPerChunk;
  }

  /** Throws ScanProblem `too-large` where the report would be. */
  add(host: ScannedHost): void {
    const { counts } = this;
    counts.ports += host.ports.length;
    counts.open += host.ports.filter(({ state }) => state === 'open').length;
    counts.findings += host.findings.length;
    const json = Buffer.from(JSON.stringify(host), 'utf8');
    this.left -= json.byteLength;
    if (this.left < 0) throw new ScanProblem('too-large', 'The file says more than can be kept of one scan');
    this.pile.add(host, json);
  }

  async finish(
    { run, ...read }: WholeScan,
    file: ScanManifest['file'],
    receivedAt: Instant,
  ): Promise<WrittenReport> {
    const { undecided, scope, detectors, ...told } = run;
    let batch: ChunkDraft[] = [];
    for (const chunk of this.cut()) {
      batch.push(chunk);
      if (batch.length < CONCURRENT_CHUNKS) continue;
      await this.write(batch, scope);
      batch = [];
    }
    await this.write(batch, scope);
    const counts = { ...this.counts, ...defined({ undecided: undecided || undefined }) };
    const { bucket, prefix, jobId } = this.place;
    const manifest: ScanManifest = {
      ...{ schema: 2, jobId, file, ...told, ...read, receivedAt },
      ...{ scope: [...scope], detectors: [...detectors], counts, chunks: this.chunks },
    };
    const { key, sha256 } = await writeJsonByHash(this.objects, { bucket, prefix }, manifest);
    return { manifest: { bucket, key, sha256 }, counts };
  }

  /** To be called at success and at failure. */
  close(): void {
    this.pile.close();
  }

  /** A host is cut in two only where it fills a chunk by itself. */
  private *cut(): Generator<ChunkDraft> {
    let chunk = new ChunkDraft();
    for (const host of this.pile.hosts()) {
      this.counts.hosts += 1;
      this.counts[host.isUp ? 'up' : 'down'] += 1;
      for (const piece of host.pieces) {
        if (chunk.bytes >= MAX_CHUNK_BYTES) {
          yield chunk;
          chunk = new ChunkDraft();
        }
        chunk.add(piece);
      }
      chunk.endHost();
      if (!this.isFull(chunk)) continue;
      yield chunk;
      chunk = new ChunkDraft();
    }
    if (chunk.bytes > 0) yield chunk;
  }

  private isFull({ hosts, bytes, names }: ChunkDraft): boolean {
    return hosts === this.hostsPerChunk || bytes >= CHUNK_BYTES || names >= NAMES_PER_CHUNK;
  }

  private async write(drafts: readonly ChunkDraft[], scopes: readonly ProtocolScope[]): Promise<void> {
    const { bucket, prefix, jobId } = this.place;
    const numbered = drafts.map((draft, at) => {
      const number = this.chunks.length + at + 1;
      const body = draft.body(jobId, number, scopes);
      const sha256 = sha256Hex(body);
      return { ref: { number, bucket, key: `${prefix}/${sha256}.json`, sha256, hosts: draft.hosts }, body };
    });
    await Promise.all(
      numbered.map(({ ref: { key }, body }) => this.objects.write({ bucket, key }, body, 'application/json')),
    );
    this.chunks.push(...numbered.map(({ ref }) => ref));
  }
}
