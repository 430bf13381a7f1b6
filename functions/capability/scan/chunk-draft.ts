import type { ProtocolScope } from '#schemas/capability/scan/scan-report.ts';
import type { Piece } from './host-pile.ts';

const COMMA = Buffer.from(',');

/** A chunk while it is filled with the JSON of its sightings. */
export class ChunkDraft {
  private readonly pieces: Uint8Array[] = [];
  private open = false;
  /** Hosts, also one that goes on in the next chunk. */
  hosts = 0;
  bytes = 0;
  names = 0;

  add({ json, names }: Piece): void {
    if (!this.open) {
      this.hosts += 1;
      // The sightings of one host have the same names.
      this.names += names;
    }
    this.open = true;
    this.pieces.push(json);
    this.bytes += json.byteLength;
  }

  /** The next sighting is of another host. */
  endHost(): void {
    this.open = false;
  }

  /** The chunk's JSON. `scopes`: of the whole file, which hosts name by their places. */
  body(jobId: string, number: number, scopes: readonly ProtocolScope[]): Buffer {
    const head = JSON.stringify({ schema: 3, jobId, number, scopes }).slice(0, -1);
    const hosts = this.pieces.flatMap((piece, at) => (at === 0 ? [piece] : [COMMA, piece]));
    return Buffer.concat([Buffer.from(`${head},"hosts":[`), ...hosts, Buffer.from(']}')]);
  }
}
