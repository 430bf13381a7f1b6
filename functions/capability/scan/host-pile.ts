import type { ScannedAddress, ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { Numbers } from './numbers.ts';
import { Spill } from './spill.ts';
import { united } from './united.ts';

/** One sighting of a host, as JSON. */
export interface Piece {
  readonly json: Uint8Array;
  /** How many names it has. */
  readonly names: number;
}

/** One host of a file: everything that the file says of one address under the same names. */
export interface PiledHost {
  /** Whether some sighting got an answer. */
  readonly isUp: boolean;
  readonly pieces: Iterable<Piece>;
}

const NONE = -1;
/** Names of a file whose addresses are remembered; a further name without an address stands for itself. */
const MAX_NAMES = 1_000_000;
/** Bytes of one host from which on its sightings are united, so that it takes no more than one chunk if it can. */
const MANY_BYTES = 1_000_000;

/** A host's address, and the group that has it; `several` where the file gives a name more than one. */
type Home = { readonly address: string; readonly group: number } | 'several';

/** A copy, because a slice would keep the whole piece of the file that it was cut from. */
const copied = (text: string): string => Buffer.from(text).toString();

/** nmap writes a host for each name that was asked for: these are apart, as each makes assets of its own. */
const identityOf = ({ address, names }: ScannedHost): string | undefined => {
  const parts = [address?.value ?? '', ...names.map(({ name }) => name)];
  return parts.join('') === '' ? undefined : parts.join(' ').toLowerCase();
};

/**
 * The hosts of a file by their addresses and names: masscan writes a host once for each of its ports, anywhere in the
 * file. In memory are these and where the sightings of each lie; the sightings are spilled. A host that is told of by
 * its name alone has the address that the same file gives that name, where that is exactly one.
 */
export class HostPile {
  private readonly spill: Spill;
  private readonly groups = new Map<string, number>();
  private readonly homes = new Map<string, Home>();
  /** Names of the groups without an address. */
  private readonly nameless = new Map<number, string>();
  private readonly up = new Set<number>();
  private readonly first = new Numbers();
  private readonly last = new Numbers();
  private readonly bytes = new Numbers();
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
    const group = this.groupOf(host, piece);
    this.bytes.set(group, this.bytes.at(group) + json.byteLength);
    if (host.status === 'up') this.up.add(group);
    this.noteHome(host, group);
  }

  /** The sightings of one host after those of another, in the order of their first ones; within a host in that of the file. */
  *hosts(): Generator<PiledHost> {
    const joined = this.joined();
    for (let group = 0; group < this.first.length; group += 1) {
      if (this.homeOf(group)) continue;
      const guests = joined.get(group) ?? [];
      yield {
        isUp: [group, ...guests].some((each) => this.up.has(each)),
        pieces: this.piecesOf(group, guests),
      };
    }
  }

  close(): void {
    this.spill.close();
  }

  private groupOf(host: ScannedHost, piece: number): number {
    const identity = identityOf(host);
    const known = identity === undefined ? undefined : this.groups.get(identity);
    if (known !== undefined) {
      this.next.set(this.last.at(known), piece);
      this.last.set(known, piece);
      return known;
    }
    this.last.push(piece);
    this.bytes.push(0);
    const added = this.first.push(piece);
    if (identity === undefined) return added;
    this.groups.set(copied(identity), added);
    const [name] = host.names;
    if (!host.address && name && host.names.length === 1)
      this.nameless.set(added, copied(name.name.toLowerCase()));
    return added;
  }

  private noteHome({ address, names: [first] }: ScannedHost, group: number): void {
    if (!address || !first || this.homes.size >= MAX_NAMES) return;
    const name = first.name.toLowerCase();
    const known = this.homes.get(name);
    if (known === undefined) this.homes.set(copied(name), { address: copied(address.value), group });
    else if (known !== 'several' && known.address !== address.value) this.homes.set(name, 'several');
  }

  /** The only address that the file gives the name of a group without one. */
  private homeOf(group: number): Exclude<Home, 'several'> | undefined {
    const home = this.homes.get(this.nameless.get(group) ?? '');
    return home === 'several' ? undefined : home;
  }

  /** Groups without an address, by the group of the address that is theirs. */
  private joined(): Map<number, number[]> {
    const joined = new Map<number, number[]>();
    for (const group of this.nameless.keys()) {
      const home = this.homeOf(group);
      if (home) joined.set(home.group, [...(joined.get(home.group) ?? []), group]);
    }
    return joined;
  }

  private *piecesOf(group: number, guests: readonly number[]): Generator<Piece> {
    if (this.bytes.at(group) >= MANY_BYTES) yield* united(this.piecesFrom(group));
    else yield* this.piecesFrom(group);
    for (const guest of guests) {
      const value = this.homeOf(guest)?.address ?? '';
      const address: ScannedAddress = { type: value.includes(':') ? 'ipv6' : 'ipv4', value };
      for (const { json, names } of this.piecesFrom(guest)) {
        const host = JSON.parse(Buffer.from(json).toString()) as ScannedHost;
        yield { json: Buffer.from(JSON.stringify({ ...host, address })), names };
      }
    }
  }

  private *piecesFrom(group: number): Generator<Piece> {
    for (let piece = this.first.at(group); piece !== NONE; piece = this.next.at(piece)) {
      const json = this.spill.read(this.offset.at(piece), this.size.at(piece));
      yield { json, names: this.names.at(piece) };
    }
  }
}
