import { brotliDecompressSync } from 'node:zlib';
import packed from './icann.generated.json' with { type: 'json' };
import type { SuffixRules } from './public-suffix.ts';

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
 * The ICANN part of the public suffix list. It is packed, as the list would be a fifth of the whole function
 * otherwise; `bin/public-suffixes.ts` writes it.
 */
export const icannRules: SuffixRules = unpack(
  brotliDecompressSync(Buffer.from(packed.brotli, 'base64')).toString('utf8'),
);
