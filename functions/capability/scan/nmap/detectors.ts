import { MAX_DETECTORS } from '../limits.ts';

/** The detector behind the rules that are CPEs: nmap's detection of services and versions. */
export const SERVICE_DETECTION = 'service-detection';

/** Names of groups of scripts: they do not say which scripts ran. */
const CATEGORIES = new Set([
  'all',
  'auth',
  'broadcast',
  'brute',
  'default',
  'discovery',
  'dos',
  'exploit',
  'external',
  'fuzzer',
  'intrusive',
  'malware',
  'safe',
  'version',
  'vuln',
]);

/** `-sV`, also among other scans (`-sSV`), or `-A`. The first V is the only one that can be it: else a line of many would be tried in every way. */
const ASKS_FOR_SERVICES = /\s-(?:A|s[A-UW-Za-z]*V[A-Za-z]*)(?:\s|$)/;

/** Script ids that a command line asks for one by one: `--script ssl-cert,http-title`. Groups, patterns and files name none. */
function declaredIn(args: string): string[] {
  const asked = [...args.matchAll(/\s--script[=\s]\s*"?([^\s"]+)/g)].flatMap(
    (match) => match[1]?.split(',') ?? [],
  );
  return asked
    .map((id) => id.replace(/^\+/, ''))
    .filter((id) => /^[a-z0-9][a-z0-9_-]*$/i.test(id) && !CATEGORIES.has(id));
}

export interface Detectors {
  declare(args: string): void;
  note(id: string): void;
  /** Sorted. */
  list(): string[];
}

/** The rules that looked: one that is in here and said nothing about a port in scope found nothing there. */
export function createDetectors(): Detectors {
  const seen = new Set<string>();
  const note = (id: string) => {
    // A copy, because a slice would keep the whole piece of the file that it was cut from.
    if (!seen.has(id) && seen.size < MAX_DETECTORS) seen.add(Buffer.from(id).toString());
  };
  return {
    declare: (args) => {
      for (const id of declaredIn(args)) note(id);
      if (ASKS_FOR_SERVICES.test(args)) note(SERVICE_DETECTION);
    },
    note,
    list: () => [...seen].map((id) => `nmap:${id}`).sort(),
  };
}
