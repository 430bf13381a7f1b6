/** The data of tldts-icann: the public suffix list as a tree of labels, the last label of a name at its root. */
declare module 'tldts-icann/dist/es6/src/data/trie.js' {
  /** The edges of a node are those from `edgeStart[node]` to before `edgeStart[node + 1]`. */
  export const edgeStart: Uint16Array;
  /** How many characters of `labelText` each edge takes, one after the other. */
  export const edgeLength: Uint8Array;
  export const labelText: string;
  export const rulesRoot: number;
}
