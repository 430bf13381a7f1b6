/**
 * A public suffix list, in ASCII: `com`, `co.uk`, `*.ck`, and `!www.ck` for an exception. It is an argument, so that the
 * domain reads no data.
 */
export interface SuffixRules {
  has(rule: string): boolean;
}

/**
 * The suffix under which names are registered: `co.uk` for `www.example.co.uk`. Undefined where the list has
 * none (`acme.test`).
 * `hostName` is in lower case and in its ASCII form.
 */
export function publicSuffixOf(rules: SuffixRules, hostName: string): string | undefined {
  const labels = hostName.split('.');
  for (let at = 0; at < labels.length; at += 1) {
    const name = labels.slice(at).join('.');
    const above = labels.slice(at + 1).join('.');
    if (rules.has(`!${name}`)) return above;
    if (rules.has(name) || (above !== '' && rules.has(`*.${above}`))) return name;
  }
  return undefined;
}

/** A name directly below a public suffix: one that can be registered. */
export function isRegistrable(rules: SuffixRules, hostName: string): boolean {
  const name = hostName.toLowerCase();
  const suffix = publicSuffixOf(rules, name);
  return suffix !== undefined && name !== suffix && !name.slice(0, -suffix.length - 1).includes('.');
}

/** `com`, `co.uk`: nobody's. */
export function isPublicSuffix(rules: SuffixRules, hostName: string): boolean {
  const name = hostName.toLowerCase();
  return publicSuffixOf(rules, name) === name;
}
