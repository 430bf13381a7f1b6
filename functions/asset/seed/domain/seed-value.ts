import { seedSpelling } from '#schemas/asset/seed/spelling.ts';
import type { SeedClass, SeedKind } from '#schemas/asset/seed/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { ipAddressOf, networkOf } from '#schemas/net/address.ts';
import { isPublicSuffix, isRegistrable, type SuffixRules } from '#shared/net/public-suffix/public-suffix.ts';
import { isHostName } from '../../asset/domain/class.ts';

/** The value of a seed, in the one spelling that its key has. */
export interface SeedValue {
  readonly kind: SeedKind;
  readonly class: SeedClass;
  readonly value: string;
}

const refuse = (message: string): never => {
  throw new Refusal('invalid', `the seed ${message}`, { errors: [{ path: 'value', message }] });
};

/**
 * Reads a domain name, an address or a network. The suffixes tell a registrable domain from a name below it.
 *
 * @throws Refusal `invalid`, naming `value`, for anything else and for names and addresses that nobody owns
 */
export function seedValueOf(text: string, suffixes: SuffixRules): SeedValue {
  const value = seedSpelling(text);
  const address = ipAddressOf(value);
  if (address) return { kind: 'ip', class: address.kind, value };
  const network = networkOf(value);
  if (network) {
    if (network.prefix === 0) return refuse('must not be the whole internet');
    return { kind: 'ip', class: 'cidr', value };
  }
  if (!isHostName(value))
    return refuse('must be a domain name, an address or a network, such as 198.51.100.0/24');
  if (isPublicSuffix(suffixes, value))
    return refuse('must be a name below a public suffix: nobody owns the suffix itself');
  return { kind: 'domain', class: isRegistrable(suffixes, value) ? 'tld' : 'domain', value };
}
