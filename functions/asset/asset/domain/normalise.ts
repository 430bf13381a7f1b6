import { ASSET_KEY_PREFIX } from '#schemas/asset/asset/state.ts';
import type { Metadata } from '#schemas/asset/values.ts';
import { type FieldProblem, Refusal } from '#schemas/errors.ts';
import { ipAddressOf } from '#schemas/net/address.ts';
import { toAscii } from '#schemas/net/ascii.ts';
import { isPrivateName } from './class.ts';

export { toAscii };

/** The identity of an asset, and the facts that follow from it alone. */
export interface Identity {
  readonly key: string;
  readonly dns: string;
  readonly name: string;
  readonly private: boolean;
  /** The facts of any address that is not routed. */
  readonly metadata: Metadata;
}

/** One host has one spelling: names without the root's dot, IPv6 addresses in their shortest form (RFC 5952). */
function spelled(text: string): string {
  const ascii = toAscii(text);
  const named = ascii.length > 1 && !/^[/#]/.test(ascii) ? ascii.replace(/(?<=[^.])\.$/, '') : ascii;
  return named.includes(':') ? (ipAddressOf(named)?.text ?? named) : named;
}

/** As the legacy system makes keys: every part of it holds something. */
const KEY = /^#asset(#[^#]+){2,}$/;

/** Characters of `dns` and of `name`: both are in the key, and `dns` is in an index where it is a class. Encoding in ASCII may make a text longer. */
const MAX_PART = 1_024;

/** `given` is looked at too: the ASCII form spells control characters above ASCII as letters. */
const problemIn = (path: string, value: string, given: string): FieldProblem | undefined => {
  if (value === '') return { path, message: 'must not be empty' };
  if (value.length > MAX_PART) return { path, message: `must have at most ${MAX_PART} characters in ASCII` };
  if (/\p{Cc}/u.test(value + given.trim())) return { path, message: 'must not hold control characters' };
  return KEY.test(`#asset#x#${value}`)
    ? undefined
    : { path, message: 'must not hold an empty part between #' };
};

/**
 * The identity of an asset by its group (`dns`) and its member (`name`).
 * A seed may leave one of them empty: the other stands for both. The key is lower-cased; `dns` and `name` keep their case.
 *
 * @throws Refusal `invalid`, naming `dns` or `name`
 */
export function identify(given: { dns: string; name: string; source: string }): Identity {
  const first = spelled(given.dns);
  const second = spelled(given.name);
  const dns = first === '' && given.source === 'seed' ? second : first;
  const name = second === '' && given.source === 'seed' ? first : second;
  const errors = [problemIn('dns', dns, given.dns), problemIn('name', name, given.name)].filter(
    (problem) => problem !== undefined,
  );
  if (errors.length > 0) throw new Refusal('invalid', 'the asset has no valid dns and name', { errors });
  const isPrivate = isPrivateName(name);
  return {
    key: `${ASSET_KEY_PREFIX}${dns}#${name}`.toLowerCase(),
    dns,
    name,
    private: isPrivate,
    metadata: isPrivate ? { asname: 'Non-Routable', asnumber: '0' } : {},
  };
}
