import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import {
  edgeChild,
  edgeLength,
  edgeStart,
  exceptionsRoot,
  labelText,
  nodeFlags,
  rulesRoot,
} from 'tldts-icann/dist/es6/src/data/trie.js';

// Writes the ICANN part of the public suffix list anew, out of tldts-icann: a third of its size, as every function that needs it carries it.

const offsets = new Uint32Array(edgeLength.length);
edgeLength.reduce((offset, length, edge) => {
  offsets[edge] = offset;
  return offset + length;
}, 0);

const isAscii = (label: string): boolean => /^[\x21-\x7e]+$/.test(label);

/** The rules of a tree of labels, the last label of a name at its root. Names are looked up in their ASCII form alone. */
function* rulesBelow(node: number, suffix: string): Generator<string> {
  for (let edge = edgeStart[node] ?? 0; edge < (edgeStart[node + 1] ?? 0); edge += 1) {
    const from = offsets[edge] ?? 0;
    const label = labelText.slice(from, from + (edgeLength[edge] ?? 0));
    if (!isAscii(label)) continue;
    const child = edgeChild[edge] ?? 0;
    const rule = suffix === '' ? label : `${label}.${suffix}`;
    if (nodeFlags[child] === 1) yield rule;
    yield* rulesBelow(child, rule);
  }
}

const reversed = (rule: string): string => rule.split('.').toReversed().join('.');

/** Every rule, exceptions with a `!`, neighbours of one domain side by side: so they are compressed best. */
export function icannRules(): string[] {
  const exceptions = [...rulesBelow(exceptionsRoot, '')].map((rule) => `!${rule}`);
  return [...rulesBelow(rulesRoot, ''), ...exceptions].toSorted((a, b) =>
    reversed(a) < reversed(b) ? -1 : 1,
  );
}

if (import.meta.main) {
  const packed = brotliCompressSync(icannRules().join('\n'), {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  });
  const file = new URL('../functions/asset/public-suffix/icann.generated.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify({ brotli: packed.toString('base64') })}\n`);
}
