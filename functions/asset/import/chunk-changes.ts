/** Where the lists of one chunk lie, under the prefix of its import. */
export const chunkChangesKey = (prefix: string, chunk: number): string => `${prefix}chunk-${chunk}.json`;
