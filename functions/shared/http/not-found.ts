import { Refusal } from '#schemas/errors.ts';
import { keyOf } from '#schemas/id.ts';

/** What nearly always helps whoever wrote a key, or a padded id, into the path. It is said of every id alike. */
const HINT = "An id in a path is the base64url of a thing's key, without padding.";

/**
 * The one answer for a missing thing, another tenant's thing, and an id that names nothing: nobody learns which of
 * them it was.
 *
 * @example throw notFound('asset')
 */
export const notFound = (kind: string): Refusal => new Refusal('not-found', `There is no such ${kind}.`);

/** Of a thing that the domain or a route misses; there is no id in the path of a missing route. */
const MISSING = /^There is no such (?!route\b)[\w ]+\.$/;

/** The message as callers see it: the same one from the domain, from a route, and for an id that names nothing. */
export const withHint = (message: string): string => (MISSING.test(message) ? `${message} ${HINT}` : message);

/** The key that an id of a path names. An id that names none is answered like a missing thing. */
export function keyParam(id: string, kind: string): string {
  const key = keyOf(id);
  if (key === undefined) throw notFound(kind);
  return key;
}
