import { firstAddress, ipAddressOf, networkOf } from '#schemas/net/address.ts';
import { toAscii } from '#schemas/net/ascii.ts';

/**
 * The one spelling that the key of a seed has, whatever a person wrote. Names get their ASCII form in lower case,
 * addresses their shortest spelling, networks their first address.
 */
export function seedSpelling(text: string): string {
  const value = toAscii(text).toLowerCase().replace(/\.$/, '');
  const address = ipAddressOf(value);
  if (address) return address.text;
  const network = networkOf(value);
  return network ? `${firstAddress(network).text}/${network.prefix}` : value;
}
