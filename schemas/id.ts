/** The id of a thing in URLs: base64url of its key, which may hold `#`, `/` and `:`. */
export const idOf = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/** The key behind an id, or undefined where the id is not the base64url of any text. */
export function keyOf(id: string): string | undefined {
  const key = Buffer.from(id, 'base64url').toString('utf8');
  return key !== '' && idOf(key) === id ? key : undefined;
}
