import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../generate-routes.ts';

export const checkoutRoot = dirname(dirname(import.meta.dirname));

/** Files to write, and one line for each thing that is left to the person. Nothing is written before the plan is whole. */
export interface Plan {
  readonly files: readonly GeneratedFile[];
  readonly left: readonly string[];
}

/** The words cannot be used; the message names those that can. */
export class Unusable extends Error {}

export const exists = (path: string): boolean => existsSync(join(checkoutRoot, path));

/** The text of a file of the repository. Throws Unusable where it is missing. */
export function read(path: string): string {
  if (!exists(path)) throw new Unusable(`${path} is missing: add it first`);
  return readFileSync(join(checkoutRoot, path), 'utf8');
}

/** The file with the match of `pattern` replaced. Throws Unusable where there is no match. */
export function edited(
  file: GeneratedFile,
  pattern: RegExp,
  replacement: (found: string, part: string) => string,
): GeneratedFile {
  if (!pattern.test(file.text)) {
    throw new Unusable(`${file.path} has no place for it (${pattern.source}): write it by hand`);
  }
  return { ...file, text: file.text.replace(pattern, replacement) };
}

/** The file, with a name imported from a module. */
export function importing(file: GeneratedFile, module: string, name: string): GeneratedFile {
  const statement = new RegExp(`^import \\{([^}]*)\\} from '${module.replaceAll('.', '\\.')}';$`, 'm');
  const names = statement.exec(file.text)?.[1];
  if (names === undefined) return { ...file, text: `import { ${name} } from '${module}';\n${file.text}` };
  const known = names.split(',').map((each) => each.trim());
  if (known.includes(name)) return file;
  return edited(
    file,
    statement,
    () => `import { ${[...known.filter(Boolean), name].join(', ')} } from '${module}';`,
  );
}

/** The file, with a case before the one that is never reached. */
export const withCase = (file: GeneratedFile, subject: 'command' | 'event', lines: string): GeneratedFile =>
  edited(
    file,
    new RegExp(`^ {4}default:\\n {6}return ${subject} satisfies never;$`, 'm'),
    (found) => `${lines}\n${found}`,
  );
