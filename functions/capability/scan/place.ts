import { ipAddressOf } from '#schemas/net/address.ts';

/** A place on the network, as far as a text spells one. */
export interface Place {
  /** Lower-case, without the root's dot. */
  readonly name?: string;
  /** In its shortest form (RFC 5952). */
  readonly address?: string;
  readonly port?: number;
  /** Lower-case, without the colon. */
  readonly scheme?: string;
}

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
]);

/** Scheme, user, host or [host], port, and the rest. */
const PLACE =
  /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/)?(?:[^@/?#]*@)?(\[[^\]]+\]|[^:/?#\s]+)(?::(\d{1,5}))?(?:[/?#].*)?$/is;

/**
 * Reads `https://name:8443/path`, `name:22`, `[2001:db8::1]:443`, a bare name or a bare address. A URL without a port
 * has that of its scheme. Undefined where the text names no host, and for names that stand for many (`*.`).
 */
export function placeOf(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const bare = ipAddressOf(text.trim());
  if (bare) return { address: bare.text };
  const hasScheme = text.includes('://');
  const match = PLACE.exec(hasScheme ? text.trim() : `//${text.trim()}`);
  const [, scheme = '', host = '', digits] = match ?? [];
  const named = hostOf(host);
  if (!named) return undefined;
  const port = Number(digits ?? DEFAULT_PORTS.get(scheme.toLowerCase()) ?? 0);
  return {
    ...named,
    ...(port >= 1 && port <= 65_535 && { port }),
    ...(scheme !== '' && { scheme: scheme.toLowerCase() }),
  };
}

/** A host's name or address by its spelling. */
export function hostOf(text: string | undefined): Pick<Place, 'name' | 'address'> | undefined {
  const host = (text ?? '')
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const address = ipAddressOf(host);
  if (address) return { address: address.text };
  return isName(host) ? { name: host } : undefined;
}

/** Anything that can be in the DNS: letters of any script, underscores too. */
const isName = (host: string): boolean =>
  host.length <= 253 && /^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*$/u.test(host);
