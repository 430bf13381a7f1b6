import { brotliDecompressSync } from 'node:zlib';
import packed from './icann.generated.json' with { type: 'json' };

/**
 * `uk(co,-sch(*))` -> `uk`, `co.uk`, `*.sch.uk`: labels below a label stand in brackets, and a `-` stands before a
 * label that is no rule itself.
 */
function unpack(text: string): ReadonlySet<string> {
  const rules = new Set<string>();
  const above: string[] = [];
  let last = '';
  for (const [token] of text.matchAll(/[()]|[^(),]+/g)) {
    if (token === '(') above.push(`.${last}`);
    else if (token === ')') above.pop();
    else {
      last = token.replace(/^-/, '') + (above.at(-1) ?? '');
      if (!token.startsWith('-')) rules.add(last);
    }
  }
  return rules;
}

/**
 * The ICANN part of the public suffix list, in ASCII: `com`, `co.uk`, `*.ck`, and `!www.ck` for an exception. It is
 * packed, as the list would be a fifth of the whole function otherwise; `bin/public-suffixes.ts` writes it.
 */
const rules = unpack(brotliDecompressSync(Buffer.from(packed.brotli, 'base64')).toString('utf8'));

/**
 * The suffix under which names are registered: `co.uk` for `www.example.co.uk`. Undefined where ICANN delegates none (`acme.test`).
 * `hostName` is in lower case and in its ASCII form.
 */
export function publicSuffixOf(hostName: string): string | undefined {
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
export function isRegistrable(hostName: string): boolean {
  const name = hostName.toLowerCase();
  const suffix = publicSuffixOf(name);
  return suffix !== undefined && name !== suffix && !name.slice(0, -suffix.length - 1).includes('.');
}

/** `com`, `co.uk`: nobody's. */
export function isPublicSuffix(hostName: string): boolean {
  const name = hostName.toLowerCase();
  return publicSuffixOf(name) === name;
}
