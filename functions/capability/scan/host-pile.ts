import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { Numbers } from './numbers.ts';
import { Spill } from './spill.ts';

/** One sighting of a host, as JSON. */
export interface Piece {
  readonly json: Uint8Array;
  /** How many names it has. */
  readonly names: number;
}

const NONE = -1;

/** The identity of one host: its address, else its first name; undefined where it has neither. */
const nameOf = ({ address, names }: ScannedHost): string | undefined =>
  (address?.value ?? names[0]?.name)?.toLowerCase();

/**
 * The hosts of a file by their addresses: masscan writes a host once for each of its ports, anywhere in the file. In memory are the addresses
 * and where the sightings of each lie; these are spilled.
 */
export class HostPile {
  private readonly spill: Spill;
  private readonly groups = new Map<string, number>();
  private readonly first = new Numbers();
  private readonly last = new Numbers();
  private readonly offset = new Numbers();
  private readonly size = new Numbers();
  private readonly names = new Numbers();
  private readonly next = new Numbers();

  constructor(spill = new Spill()) {
    this.spill = spill;
  }

  add(host: ScannedHost, json: Uint8Array): void {
    const piece = this.offset.push(this.spill.append(json));
    this.size.push(json.byteLength);
    this.names.push(host.names.length);
    this.next.push(NONE);
    const name = nameOf(host);
    const group = name === undefined ? undefined : this.groups.get(name);
    if (group !== undefined) {
      this.next.set(this.last.at(group), piece);
      this.last.set(group, piece);
      return;
    }
    this.last.push(piece);
    const added = this.first.push(piece);
    // A copy, because a slice would keep the whole piece of the file that it was cut from.
    if (name !== undefined) this.groups.set(Buffer.from(name).toString(), added);
  }

  /** The sightings of one host after those of another, in the order of their first ones; within a host in that of the file. */
  *hosts(): Generator<Iterable<Piece>> {
    for (let group = 0; group < this.first.length; group += 1) yield this.piecesFrom(this.first.at(group));
  }

  close(): void {
    this.spill.close();
  }

  private *piecesFrom(first: number): Generator<Piece> {
    for (let piece = first; piece !== NONE; piece = this.next.at(piece)) {
      const json = this.spill.read(this.offset.at(piece), this.size.at(piece));
      yield { json, names: this.names.at(piece) };
    }
  }
}
