/**
 * What a scanner's file may be at most. They are far above what nmap writes, and low enough that a hostile file cannot fill the
 * worker's memory: one host at these limits is the most that is ever held.
 */

/** Bytes after unpacking. */
export const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
/** Characters of one tag, comment or text. */
export const MAX_TOKEN = 4 * 1024 ** 2;
/** Elements within elements. nmap needs about a dozen. */
export const MAX_DEPTH = 64;
export const MAX_HOSTS = 2_000_000;
/** Ports that one host lists: every port of two protocols. */
export const MAX_PORTS_PER_HOST = 131_072;
/** Names, addresses, findings and such of one host, each. */
export const MAX_VALUES_PER_HOST = 10_000;
export const MAX_CPE_PER_SERVICE = 16;
/** Characters of script output that are kept per host; what comes after is cut. */
export const MAX_OUTPUT_PER_HOST = 1_000_000;
/** Characters, and values, of one script's structure; a larger one is left out. */
export const MAX_DATA_CHARACTERS = 8_000;
export const MAX_DATA_VALUES = 500;
/** Different rules in one file. */
export const MAX_DETECTORS = 5_000;
