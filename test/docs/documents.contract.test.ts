import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contracts } from '#schemas/services.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { codeIn, documentAt, documents, headingsIn, linksIn } from './documents.ts';

const MAX_LINE = 120;

describe('the documents', () => {
  it('have lines that a window shows as a whole', () => {
    const long = documents.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (line.length > MAX_LINE ? [`${path}:${at + 1}`] : [])),
    );
    expect(long, `lines of more than ${MAX_LINE} characters: break them`).toEqual([]);
  });

  it('link to files and headings that exist', () => {
    const broken = documents.flatMap((document) =>
      linksIn(document)
        .filter(({ path, heading }) => {
          if (!existsSync(path)) return true;
          return heading !== '' && !headingsIn(readFileSync(path, 'utf8')).includes(heading);
        })
        .map(({ path, heading }) => `${document.path} -> ${path}#${heading}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files of the repository that exist', () => {
    const isPath = /^(bench|bin|cli|docs|examples|functions|lib|local|schemas|test)\/[\w./-]+\.\w+$/;
    const missing = documents.flatMap((document) =>
      codeIn(document)
        .filter((code) => isPath.test(code) && !existsSync(code))
        .map((code) => `${document.path}: ${code}`),
    );
    expect(missing).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    const scripts = Object.keys(packageJson.scripts);
    for (const { path, text } of documents) {
      for (const [, name] of text.matchAll(/npm run ([a-z]+)/g)) expect(scripts, path).toContain(name);
    }
  });

  it('name commands of the command line that exist', () => {
    const sources = globSync('cli/commands/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const known = [...sources.matchAll(/\.command\('([a-z]+)/g)].map(([, name]) => name);
    expect(known.length).toBeGreaterThan(5);
    for (const { path, text } of documents) {
      for (const [, name] of text.matchAll(/npx chariot ([a-z]+)/g)) expect(known, path).toContain(name);
    }
  });

  it('name routes that exist', () => {
    const routes = contracts.map(({ method, path }) => `${method} ${path}`);
    for (const document of documents) {
      for (const code of codeIn(document)) {
        const [route] = /^(GET|POST|PUT|PATCH|DELETE) \/[\w{}/.-]+$/.exec(code) ?? [];
        if (route) expect(routes, document.path).toContain(route);
      }
    }
  });
});

describe('the decisions', () => {
  const decisions = documents.filter(({ path }) => /^docs\/adr\/\d{4}-/.test(path));

  it('say their status, their date, and all three parts', () => {
    for (const { path, text } of decisions) {
      expect(text, path).toMatch(
        /^Status: (proposed|accepted|superseded by \d+)\. Date: \d{4}-\d{2}-\d{2}\.$/m,
      );
      for (const part of ['Context', 'Decision', 'Consequences'])
        expect(text, path).toContain(`**${part}.**`);
    }
  });

  it('are numbered without a gap, and are all in the list by their titles', () => {
    const list = documentAt('docs/adr/README.md').text;
    for (const [at, { path, text }] of decisions.entries()) {
      const title = /^# (\d+)\. (.+)$/m.exec(text);
      expect(Number(title?.[1]), path).toBe(at + 1);
      expect(list).toContain(`[${at + 1}](${path.replace('docs/adr/', '')}) | ${title?.[2]} |`);
    }
  });
});
