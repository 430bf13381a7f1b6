/**
 * The data of tldts-icann: the public suffix list as a tree of labels. The package itself only answers the suffix of
 * a name.
 */
declare module 'tldts-icann/dist/es6/src/data/trie.js' {
  /** The edges of a node are those from `edgeStart[node]` to before `edgeStart[node + 1]`. */
  export const edgeStart: Uint16Array;
  /** How many characters of `labelText` each edge takes, one after the other. */
  export const edgeLength: Uint8Array;
  export const edgeChild: Uint16Array;
  export const labelText: string;
  /** 1 where a rule ends. */
  export const nodeFlags: Uint8Array;
  export const rulesRoot: number;
  export const exceptionsRoot: number;
}
