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

// Writes the ICANN part of the public suffix list anew, out of tldts-icann. It has a third of that size, as every
// function that needs it carries it.

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

/** Every rule, exceptions with a `!`. */
export function icannRuleLines(): string[] {
  const exceptions = [...rulesBelow(exceptionsRoot, '')].map((rule) => `!${rule}`);
  return [...rulesBelow(rulesRoot, ''), ...exceptions];
}

interface Branch {
  isRule: boolean;
  readonly below: Map<string, Branch>;
}

const branch = (): Branch => ({ isRule: false, below: new Map() });

function treeOf(rules: readonly string[]): Branch {
  const root = branch();
  for (const rule of rules) {
    const labels = rule.replace(/^!/, '').split('.').toReversed();
    const last = labels.length - 1;
    if (rule.startsWith('!')) labels[last] = `!${labels[last]}`;
    const end = labels.reduce((node, label) => {
      const next = node.below.get(label) ?? branch();
      node.below.set(label, next);
      return next;
    }, root);
    end.isRule = true;
  }
  return root;
}

/** `uk(co,org,-sch(*))`: labels below a label in brackets, and a `-` before a label that is no rule itself. */
const textOf = ({ below }: Branch): string =>
  [...below]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([label, next]) => `${next.isRule ? '' : '-'}${label}${next.below.size > 0 ? `(${textOf(next)})` : ''}`,
    )
    .join(',');

if (import.meta.main) {
  const packed = brotliCompressSync(textOf(treeOf(icannRuleLines())), {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  });
  const file = new URL('../functions/shared/net/public-suffix/icann.generated.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify({ brotli: packed.toString('base64') })}\n`);
}
