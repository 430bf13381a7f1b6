import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A document for people, by its path in the repository. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

const GENERATED = ['docs/events.md'];

/** Every Markdown file that is written by hand. */
export const documents: readonly Document[] = globSync([
  '*.md',
  'docs/**/*.md',
  'functions/**/*.md',
  'local/**/*.md',
  'examples/*.md',
])
  .filter((path) => !GENERATED.includes(path))
  .toSorted()
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

export const documentAt = (path: string): Document => {
  const found = documents.find((document) => document.path === path);
  if (!found) throw new Error(`there is no document ${path}`);
  return found;
};

/** Where the links of a document lead within the repository: a path from its root, and the heading there. */
export function linksIn({ path, text }: Document): { readonly path: string; readonly heading: string }[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^https?:/.test(target)) return [];
    const [file = '', heading = ''] = target.split('#');
    return [{ path: file === '' ? path : normalize(join(dirname(path), file)), heading }];
  });
}

/** The headings of a text as GitHub names them in links. */
export const headingsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

/** What stands between backticks, and in indented code. */
export const codeIn = ({ text }: Document): string[] => [
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
  ...[...text.matchAll(/^ {4,}(\S.*)$/gm)].map(([, code = '']) => code),
];
