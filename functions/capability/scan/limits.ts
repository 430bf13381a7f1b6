/**
 * The limits of a scanner's file. They are far above nmap's own files, and low enough that a hostile file cannot fill
 * the worker's memory. It never holds more than one host at these limits.
 */

/** Bytes after unpacking. */
export const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
/** So many times its own size may a packed file unpack to. Files of scanners come to 20 to 60 times. */
export const MAX_UNPACKED_RATIO = 250;
/** Bytes that any packed file may unpack to, however small it is. */
export const UNPACKED_SLACK = 16 * 1024 ** 2;
/** Characters of one tag, comment or text. */
export const MAX_TOKEN = 32 * 1024 ** 2;
/** Elements within elements. nmap needs about a dozen. */
export const MAX_DEPTH = 64;
export const MAX_HOSTS = 2_000_000;
/** Characters of one host in the file: its texts may keep that much in memory until the host is complete. */
export const MAX_HOST_CHARACTERS = 64 * 1024 ** 2;
/** Ports that one host lists: every port of two protocols. */
export const MAX_PORTS_PER_HOST = 131_072;
/** Addresses, findings and such of one host, each. */
export const MAX_VALUES_PER_HOST = 10_000;
/** Each name makes an asset. nmap writes two: the one that was asked for, and the one that the address resolves to. */
export const MAX_NAMES_PER_HOST = 1_000;
/**
 * Characters of the name of a host or a script: as many as the DNS allows, so that encoding it in ASCII takes no
 * time.
 */
export const MAX_NAME = 255;
/** Names times ports of one host: each name is an asset, and looks at every port. */
export const MAX_SIGHTINGS_PER_HOST = 300_000;
/** Scopes of a file. */
export const MAX_FILE_SCOPES = 100;
/**
 * Characters of the services' texts of one host's ports, each text with the cost of keeping it. Then ports are only
 * numbers and states. Enough for 500 open ports that say all they can, or for a tarpit's first half.
 */
export const MAX_TEXT_PER_HOST = 2_000_000;
export const COST_OF_A_TEXT = 20;
/** Bytes of all hosts of a report together: they fit the temporary storage of the worker. */
export const MAX_REPORT_BYTES = 8 * 1024 ** 3;
export const MAX_CPE_PER_SERVICE = 16;
/** Characters of script output that are kept per host; the rest is cut. */
export const MAX_OUTPUT_PER_HOST = 1_000_000;
/** Characters, and values, of one script's structure; a larger one is left out. */
export const MAX_DATA_CHARACTERS = 8_000;
export const MAX_DATA_VALUES = 500;
/** Different rules in one file. */
export const MAX_DETECTORS = 5_000;
/** Characters of one record of a JSON file: a report of Wapiti is a single one. */
export const MAX_VALUE_CHARACTERS = 32 * 1024 ** 2;
