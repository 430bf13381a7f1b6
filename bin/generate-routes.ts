import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Contract } from '#schemas/contract.ts';
import { functionsOf, isQuery } from '#schemas/define-service.ts';
import { type Service, services } from '#schemas/services.ts';

const root = dirname(import.meta.dirname);

/** A file that is written by a program and checked in: its path in the repository, and its text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Where a contract stands: its aggregate's folder names both of its files. */
interface PlacedContract {
  readonly contract: Contract;
  readonly aggregate: string;
}

/** `getAssetHistory` -> `get-asset-history`. */
const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const foldersIn = (path: string): string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** The contracts of `schemas/{service}/{aggregate}/routes.ts`, in the order of their places. */
async function placedContracts({ name }: Service): Promise<PlacedContract[]> {
  const placed: PlacedContract[] = [];
  for (const aggregate of foldersIn(`schemas/${name}`)) {
    const file = join(root, 'schemas', name, aggregate, 'routes.ts');
    if (!existsSync(file)) continue;
    const exported: Record<string, Contract> = await import(file);
    placed.push(...Object.values(exported).map((contract) => ({ contract, aggregate })));
  }
  return placed.toSorted((a, b) => (a.contract.name < b.contract.name ? -1 : 1));
}

const contractFile = (service: string, aggregate: string): string =>
  `schemas/${service}/${aggregate}/routes.ts`;

const handlerFile = (service: string, { contract, aggregate }: PlacedContract): string =>
  `functions/${service}/${aggregate}/routes/${kebab(contract.name)}.ts`;

/** Every file of a service that should hold the handler of a route. */
const handlerFiles = (service: string): string[] =>
  foldersIn(`functions/${service}`)
    .filter((aggregate) => existsSync(join(root, 'functions', service, aggregate, 'routes')))
    .flatMap((aggregate) =>
      readdirSync(join(root, 'functions', service, aggregate, 'routes')).map(
        (file) => `functions/${service}/${aggregate}/routes/${file}`,
      ),
    );

function routeList(
  service: string,
  kind: 'command' | 'query',
  placed: readonly PlacedContract[],
): GeneratedFile {
  const deps = kind === 'command' ? 'CommandsDeps' : 'QueriesDeps';
  const names = placed.map(({ contract }) => contract.name);
  return {
    path: `functions/${service}/${kind}-routes.generated.ts`,
    text: [
      '// Written by `npm run generate`: one line for each contract of the service.',
      "import type { Route } from '#shared/http/route.ts';",
      `import type { ${deps} } from './deps.ts';`,
      ...placed.map((one) => {
        const file = handlerFile(service, one).replace(`functions/${service}/`, './');
        return `import { ${one.contract.name} } from '${file}';`;
      }),
      '',
      `export const ${kind}Routes: readonly Route<${deps}>[] = [`,
      ...names.map((name) => `  ${name},`),
      '];',
      '',
    ].join('\n'),
  };
}

/** The lists of the handlers of each service. A contract whose handler is missing is in none: `routeProblems` tells of it. */
export async function routeLists(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const service of services) {
    const placed = (await placedContracts(service)).filter((one) =>
      existsSync(join(root, handlerFile(service.name, one))),
    );
    const functions = functionsOf(service);
    const commands = placed.filter(({ contract }) => !isQuery(contract));
    const queries = placed.filter(({ contract }) => isQuery(contract));
    if (functions.includes('commands')) files.push(routeList(service.name, 'command', commands));
    if (functions.includes('queries')) files.push(routeList(service.name, 'query', queries));
  }
  return files;
}

/** The missing files and contracts, each in a sentence that names the file to add. */
export async function routeProblems(): Promise<string[]> {
  const problems: string[] = [];
  for (const service of services) {
    const placed = await placedContracts(service);
    const wanted = placed.map((one) => handlerFile(service.name, one));
    for (const one of placed) {
      const { contract, aggregate } = one;
      const file = handlerFile(service.name, one);
      const source = contractFile(service.name, aggregate);
      if (!existsSync(join(root, file))) {
        problems.push(`${source} states ${contract.name}, which has no handler: add ${file}`);
      }
      if (!service.routes.includes(contract)) {
        problems.push(
          `${source} is not among the routes of schemas/${service.name}/service.ts: add it there`,
        );
      }
    }
    for (const file of handlerFiles(service.name).filter((file) => !wanted.includes(file))) {
      const aggregate = file.split('/')[2] ?? '';
      problems.push(
        `${file} handles no contract: add one of its name to ${contractFile(service.name, aggregate)}`,
      );
    }
  }
  return problems;
}
