import { MAX_RANGES, MAX_SCOPES, type Protocol, type Scope } from '#schemas/asset/asset/port.ts';
import type { Second } from '#schemas/primitives.ts';
import { supersedes } from './port.ts';
import { covers, rangesOf } from './ranges.ts';
import type { LookedAt } from './sighting.ts';

const sameGround = (a: LookedAt, b: LookedAt): boolean => a.protocol === b.protocol && a.ranges === b.ranges;

/** The scopes of a scan that are newer than the known ones of the same ports. */
export const newerScopes = (
  known: readonly Scope[],
  scanned: readonly LookedAt[],
  observedAt: Second,
): Scope[] =>
  scanned
    .filter((scope, index) => scanned.findIndex((other) => sameGround(scope, other)) === index)
    .filter((scope) => {
      const other = known.find((one) => sameGround(scope, one));
      return (
        !other || supersedes({ state: scope.otherwise, observedAt }, { ...other, state: other.otherwise })
      );
    })
    .map((scope) => ({ ...scope, observedAt }));

/**
 * The scopes that are kept after a scan has been taken in: one per set of ports, the newest sixteen that there is
 * room for.
 */
export function rememberScopes(known: readonly Scope[], newer: readonly Scope[]): Scope[] {
  const all = [...newer, ...known.filter((scope) => !newer.some((other) => sameGround(scope, other)))];
  let room = MAX_RANGES;
  return all
    .toSorted(compareNewestFirst)
    .slice(0, MAX_SCOPES)
    .filter(({ ranges }) => {
      room -= ranges.length;
      return room >= 0;
    });
}

const compareNewestFirst = (a: Scope, b: Scope): number => {
  if (a.observedAt !== b.observedAt) return a.observedAt > b.observedAt ? -1 : 1;
  const [first, second] = [`${a.protocol}/${a.ranges}`, `${b.protocol}/${b.ranges}`];
  return first < second ? -1 : Number(first > second);
};

export interface ScopeCoverage<S extends LookedAt> {
  /** The first scope, in the order given, that covers the port. */
  of(port: PortPlace): S | undefined;
  /** Every scope that covers the port, in the order given. */
  all(port: PortPlace): readonly S[];
}

type PortPlace = { readonly protocol: Protocol; readonly port: number };

/** Reads the ranges once, for asking about many ports. */
export function coverageBy<S extends LookedAt>(scopes: readonly S[]): ScopeCoverage<S> {
  const read = scopes.map((scope) => ({ scope, ranges: rangesOf(scope.ranges) }));
  const covering =
    ({ protocol, port }: PortPlace) =>
    ({ scope, ranges }: (typeof read)[number]): boolean =>
      scope.protocol === protocol && covers(ranges, port);
  return {
    of: (port) => read.find(covering(port))?.scope,
    all: (port) => read.filter(covering(port)).map(({ scope }) => scope),
  };
}
