import { type Coverage, seedKey } from '#schemas/asset/seed/state.ts';
import { firstAddress, ipAddressOf, type Network, networkOf } from '#schemas/net/address.ts';

/**
 * The seeds' word on one asset. `unmatched`: none covers it. `undeclared`: none covers it, and the account has not
 * said of anything that it belongs to it.
 */
export type Match =
  | { readonly kind: 'included' | 'excluded'; readonly seed: string }
  | { readonly kind: 'unmatched' | 'undeclared' };

/** The two halves of an asset's identity. */
interface Identity {
  readonly dns: string;
  readonly name: string;
}

interface Hit {
  readonly key: string;
  readonly mode: Coverage['mode'];
  /** The seed names this very name, address or network, and not only a larger thing around it. */
  readonly exact: boolean;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;
const PREFIXES = Array.from({ length: 129 }, (_, index) => 128 - index);

/** A name of a host is asked for itself and for each domain above it; an address for each network around it. */
type Sought =
  | { readonly kind: 'domain'; readonly name: string }
  | { readonly kind: 'ip'; readonly network: Network };

/** The order in which seeds count: the exact one, then the excluding one. The last word keeps it a matter of no chance. */
const byWeight = (a: Hit, b: Hit): number =>
  Number(b.exact) - Number(a.exact) ||
  Number(b.mode === 'exclude') - Number(a.mode === 'exclude') ||
  (a.key < b.key ? -1 : Number(a.key > b.key));

/**
 * Tells of any asset which seed counts for it. Of the domains above a name the longest one counts, and of the networks
 * around an address the smallest one. An asset may have a name and an address, and so a seed for each: then an exact
 * one counts before a covering one, and of equals the excluding one.
 *
 * @example matcherOf(seeds)({ dns: 'www.acme.test', name: '192.0.2.10' })
 */
export function matcherOf(seeds: readonly Coverage[]): (asset: Identity) => Match {
  const table = new Map<string, Coverage[]>();
  for (const seed of seeds) table.set(placeOf(seed), [...(table.get(placeOf(seed)) ?? []), seed]);
  const prefixes = PREFIXES.filter((prefix) => seeds.some((seed) => networkIn(seed)?.prefix === prefix));
  const isDeclared = seeds.some(({ mode }) => mode === 'include');

  const hitsAt = (place: string, exact: boolean): Hit[] =>
    (table.get(place) ?? [])
      .filter((seed) => exact || seed.kind !== 'domain' || seed.subdomains)
      .map((seed) => ({ key: seedKey(seed), mode: seed.mode, exact }));

  /** All seeds of the narrowest place that has any. */
  const narrowest = (sought: Sought): Hit[] => {
    const places =
      sought.kind === 'domain' ? domainsOf(sought.name) : networksAround(sought.network, prefixes);
    for (const { place, exact } of places) {
      const hits = hitsAt(place, exact);
      if (hits.length > 0) return hits;
    }
    return [];
  };

  return ({ dns, name }) => {
    const [first] = [...new Set([dns, name])].flatMap(soughtIn).flatMap(narrowest).toSorted(byWeight);
    if (!first) return { kind: isDeclared ? 'unmatched' : 'undeclared' };
    return { kind: first.mode === 'include' ? 'included' : 'excluded', seed: first.key };
  };
}

const networkIn = ({ kind, value }: Pick<Coverage, 'kind' | 'value'>): Network | undefined =>
  kind === 'ip' ? rangeOf(value) : undefined;

/** An address is the network of itself alone. */
function rangeOf(text: string): Network | undefined {
  const address = ipAddressOf(text);
  return address ? { address, prefix: BITS[address.kind] } : networkOf(text);
}

const placeOf = (seed: Coverage): string => {
  const network = networkIn(seed);
  return network ? networkPlace(network) : `domain ${seed.value}`;
};

const networkPlace = (network: Network): string =>
  `${network.address.kind} ${firstAddress(network).text}/${network.prefix}`;

interface Place {
  readonly place: string;
  readonly exact: boolean;
}

function domainsOf(name: string): Place[] {
  const labels = name.split('.');
  return labels.map((_, at) => ({ place: `domain ${labels.slice(at).join('.')}`, exact: at === 0 }));
}

const networksAround = ({ address, prefix }: Network, prefixes: readonly number[]): Place[] =>
  prefixes
    .filter((each) => each <= prefix)
    .map((each) => ({ place: networkPlace({ address, prefix: each }), exact: each === prefix }));

/** A URL is asked for its host. */
function soughtIn(text: string): Sought[] {
  const host = text.includes('://') && URL.canParse(text) ? new URL(text).hostname : text;
  const value = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const network = rangeOf(value);
  return [network ? { kind: 'ip', network } : { kind: 'domain', name: value }];
}
