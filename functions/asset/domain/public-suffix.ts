import { parse } from 'tldts-icann';
import { edgeLength, edgeStart, labelText, rulesRoot } from 'tldts-icann/dist/es6/src/data/trie.js';

/**
 * The last labels that ICANN delegates. The list answers any name, by its rule for unknown ones (`acme.test` -> `test`), and does not say
 * which rule it was: only its data tells.
 */
function delegatedLabels(): ReadonlySet<string> {
  const [from = 0, to = 0] = [edgeStart[rulesRoot], edgeStart[rulesRoot + 1]];
  let offset = edgeLength.subarray(0, from).reduce((sum, length) => sum + length, 0);
  return new Set(
    Array.from(edgeLength.subarray(from, to), (length) => {
      offset += length;
      return labelText.slice(offset - length, offset);
    }),
  );
}

const delegated = delegatedLabels();

const isDelegated = (name: string): boolean => delegated.has(name.slice(name.lastIndexOf('.') + 1));

/** A host name directly below a public suffix that ICANN delegates: what can be registered. */
export function isRegistrable(hostName: string): boolean {
  const name = hostName.toLowerCase();
  return isDelegated(name) && parse(name).domain === name;
}

/** `com`, `co.uk`: nobody's. */
export function isPublicSuffix(hostName: string): boolean {
  const name = hostName.toLowerCase();
  return isDelegated(name) && parse(name).publicSuffix === name;
}
