import { ipAddressOf, isPrivate, networkOf } from '#schemas/net/address.ts';
import { isRegistrable, type SuffixRules } from '#shared/net/public-suffix/public-suffix.ts';

const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/i;

/** A host name with at least one dot, in its ASCII form. */
export const isHostName = (text: string): boolean => HOST_NAME.test(text);

/** The class of an asset, by the first rule that knows it; empty when none does. */
export function classOf(
  { dns, name, source }: { readonly dns: string; readonly name: string; readonly source: string },
  suffixes: SuffixRules,
): string {
  if (source === 'account') return dns;
  if (name.startsWith('arn:aws:')) return 'aws';
  if (/^s3:\/\/[^/]+\/?$/.test(name)) return 's3';
  const address = ipAddressOf(name);
  if (address) return address.kind;
  if (networkOf(dns)) return 'cidr';
  if (!isHostName(dns)) return '';
  // The legacy system calls it `tld`.
  return isRegistrable(suffixes, dns) ? 'tld' : 'domain';
}

/** Whether the name is an address, or a network, that is not routed on the internet. */
export function isPrivateName(name: string): boolean {
  const address = ipAddressOf(name) ?? networkOf(name)?.address;
  return address !== undefined && isPrivate(address);
}
