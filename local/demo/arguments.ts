import { join, relative, resolve } from 'node:path';
import { localFile } from '../../cli/commands/import.ts';
import type { LocalFile } from '../../cli/upload.ts';
import { root } from '../folders.ts';
import { parseWords } from '../words.ts';

/** A file to import, as the user named it. */
export interface DemoFile extends LocalFile {
  readonly label: string;
}

export interface DemoArguments {
  readonly once: boolean;
  readonly json: boolean;
  readonly files: readonly DemoFile[];
}

export const usage = `Usage: npm start -- [--once] [--json] [FILE...]

Starts the whole platform on this machine, imports scans into a demo account and reports what they show.

  FILE     scans to import, one after the other (nmap XML, may be gzipped);
           without any: examples/acme-monday.xml and examples/acme-friday.xml
  --once   stop everything after the report; the exit code is 0, or 1 with the reason
  --json   print the report as one JSON document on stdout, everything else on stderr
`;

const examples = ['acme-monday.xml', 'acme-friday.xml'].map((name) => join(root, 'examples', name));

/** npm runs a script in the package's folder, whereas a user names files from where they are. */
function userFolder(env: NodeJS.ProcessEnv): string {
  return env.npm_lifecycle_event === 'start' && env.INIT_CWD ? env.INIT_CWD : process.cwd();
}

/** Reads the words after `npm start --` and looks at each file. Throws CommandFailure, which names the word. */
export function readArguments(words: readonly string[], env: NodeJS.ProcessEnv = process.env): DemoArguments {
  const { values, positionals } = parseWords(words, {
    allowPositionals: true,
    options: { once: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  const folder = userFolder(env);
  const files = positionals.map((word) => ({
    ...localFile(resolve(folder, word), word),
    label: word,
  }));
  return {
    once: values.once === true,
    json: values.json === true,
    files:
      files.length > 0
        ? files
        : examples.map((path) => ({ ...localFile(path), label: relative(root, path) })),
  };
}
