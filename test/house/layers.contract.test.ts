import { globSync, readFileSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

/** What runs, with what it imports; types are gone. Packages and Node's own modules are not entered. */
let inputs: Metafile['inputs'];
const files = globSync('{functions,schemas,lib,cli}/**/*.ts').toSorted();

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: files,
    outdir: 'out',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    // `#shared/...` is a path of the repository, and not a package.
    alias: { '#shared': './functions/shared', '#schemas': './schemas' },
    logLevel: 'error',
  });
  inputs = metafile.inputs;
});

/** Each file and package that is reached, with the file that imports it on the way. */
function reachedFrom(start: string): Map<string, string> {
  const via = new Map([[start, start]]);
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const { path } of inputs[file]?.imports ?? []) {
      if (via.has(path)) continue;
      via.set(path, file);
      open.push(path);
    }
  }
  return via;
}

/** What the files of a layer reach and may not, one line each. */
const trespasses = (layer: RegExp, may: (reached: string, from: string) => boolean): string[] =>
  files
    .filter((file) => layer.test(file))
    .flatMap((file) =>
      [...reachedFrom(file)]
        .filter(([reached]) => !may(reached, file))
        .map(([reached, via]) => `${file} reaches ${reached} (imported by ${via})`),
    );

const serviceOf = (file: string): string => file.split('/')[1] ?? '';
const schemasAndTheirPackages = /^(schemas\/|zod$|zod-openapi$|punycode)/;

describe('the layers', () => {
  it('are read from real imports', () => {
    expect(files.length).toBeGreaterThan(200);
    expect([...reachedFrom('functions/asset/commands.ts').keys()]).toEqual(
      expect.arrayContaining(['functions/asset/asset/domain/decide.ts', '@aws-sdk/client-dynamodb', 'zod']),
    );
  });

  it('keep the domain pure: it reaches schemas, other rules, and pure parsers, and nothing that does input or output', () => {
    const pure = /^(functions\/\w+\/[\w-]+\/domain\/|functions\/shared\/net\/|schemas\/|zod$|punycode)/;
    const data = /node:|icann/;
    expect(
      trespasses(/^functions\/\w+\/[\w-]+\/domain\//, (reached) => pure.test(reached) && !data.test(reached)),
    ).toEqual([]);
  });

  it('keep clocks, chance and the environment out of the domain: they arrive as arguments', () => {
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|randomUUID|process\.|fetch\(|setTimeout)/;
    const found = files
      .filter((file) => /^functions\/\w+\/[\w-]+\/domain\//.test(file))
      .filter((file) => impure.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });

  it('let schemas reach nothing but schemas', () => {
    expect(trespasses(/^schemas\//, (reached) => schemasAndTheirPackages.test(reached))).toEqual([]);
  });

  it('keep services apart: the functions of one reach the core and schemas, and no other service', () => {
    const others = (reached: string, from: string): boolean =>
      !reached.startsWith('functions/') || ['shared', serviceOf(from)].includes(serviceOf(reached));
    expect(trespasses(/^functions\//, others)).toEqual([]);
  });

  it('keep the core free of services', () => {
    const core = (reached: string): boolean => !/^functions\/(?!shared\/)/.test(reached);
    expect(trespasses(/^functions\/shared\//, core)).toEqual([]);
  });

  it('keep the list of all services out of functions, whose bundles it would fill', () => {
    expect(trespasses(/^functions\//, (reached) => reached !== 'schemas/services.ts')).toEqual([]);
  });

  it('let stacks reach schemas, and nothing of functions, tools or the command line', () => {
    expect(trespasses(/^lib\//, (reached) => !/^(functions|bin|cli|local)\//.test(reached))).toEqual([]);
  });

  it('let the command line reach schemas, the recognition of files, and nothing else of functions or stacks', () => {
    const recognition = /^functions\/(capability\/scan|shared\/net)\//;
    const may = (reached: string) => !/^(functions|lib|local)\//.test(reached) || recognition.test(reached);
    expect(trespasses(/^cli\//, may)).toEqual([]);
  });

  it('let the command line recognise files as the worker does, through one file', () => {
    const callers = files
      .filter((file) => file.startsWith('cli/'))
      .filter((file) => inputs[file]?.imports.some(({ path }) => path.startsWith('functions/')));
    expect(callers).toEqual(['cli/capability-of.ts']);
  });

  it('let only the operators’ commands call AWS from the command line, through two files', () => {
    const callers = files
      .filter((file) => file.startsWith('cli/'))
      .filter((file) => inputs[file]?.imports.some(({ path }) => path.startsWith('@aws-sdk/')));
    expect(callers).toEqual(['cli/dead-letters.ts', 'cli/invoke.ts']);
  });
});
