/** The second of a moment. */
const secondOf = (moment: string): string => moment.replace(/(\.\d+)?Z$/, 'Z');

/** A day stands for its first second as a lower limit. */
export const lowest = (created: string): string =>
  created.length === 10 ? `${created}T00:00:00Z` : secondOf(created);

/** A day stands for its last second as an upper limit. */
export const highest = (created: string): string =>
  created.length === 10 ? `${created}T23:59:59Z` : secondOf(created);
