import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTable } from '#schemas/define-service.ts';
import { publishedSchemas, subscribersOf, subscriptionsOf } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';

const MINUTES = 60_000;
const bin = join(process.cwd(), 'node_modules', '.bin');
let checkout: string;

/** Every file of the repository that git would commit, as it is now. */
function copyOfRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chariot-new-'));
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  for (const path of stdout.split('\n').filter((line) => line !== '' && existsSync(line))) {
    cpSync(path, join(folder, path));
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs a program in the checkout. Rejects with all that it printed where it fails. */
async function run(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      cwd: checkout,
      maxBuffer: 2 ** 26,
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
    });
    return `${stdout}${stderr}`;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  }
}

const make = (...words: string[]): Promise<string> => run(process.execPath, 'local/new.ts', ...words);

beforeAll(() => {
  checkout = copyOfRepository();
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const names = services.map(({ name }) => name);
const [one] = services.filter(hasTable);
const aggregates = Object.keys(one?.aggregates ?? {});
const service = String(one?.name);
const [aggregate = ''] = aggregates;
const published = publishedSchemas();
const [own] = published.filter(({ publisher }) => publisher === service);
const ownEvent = String(own?.type);
/** A service that reacts to an event, and one of its aggregates. */
const reacting = services.filter(hasTable).flatMap(({ name, aggregates }) =>
  subscriptionsOf(name)
    .filter(({ publisher }) => publisher !== name)
    .map(({ event }) => [name, Object.keys(aggregates)[0] ?? '', event]),
);
/** An event of which there is one version, and one of which there are more. */
const versionsOf = (type: string) => published.filter((other) => other.type === type).length;
const young = published.find(({ type }) => versionsOf(type) === 1);
const old = published.find(({ type }) => versionsOf(type) > 1);

/** An event that the first service may begin to react to. */
const foreign = published.find(
  ({ publisher, type }) => publisher !== service && !subscribersOf(type).includes(service),
);

const REFUSED: [string[], string][] = [
  [['service', 'Risk', 'Risk'], 'use one word in lower case'],
  [['service', 'risk', aggregate], `${aggregate} is an aggregate of the ${service} service`],
  [['service', service, 'Risk'], `schemas/${service} exists already`],
  [['route', 'risk', 'Risk', 'closeRisk'], `Known are: ${names.join(', ')}`],
  [['event', service, 'Risk', 'RiskClosed'], `Known are: ${aggregates.join(', ')}`],
  [['event', service, aggregate, ownEvent], 'an event of this name is published'],
  [['reaction', 'risk', 'Risk', ownEvent], `Known are: ${names.join(', ')}`],
  [['reaction', service, 'Risk', ownEvent], `Known are: ${aggregates.join(', ')}`],
  [['reaction', service, aggregate, 'RiskClosed'], 'publishes "RiskClosed". Known are: '],
  [['reaction', service, aggregate, ownEvent], `No other service than ${service} publishes "${ownEvent}"`],
  ...reacting.map((words): [string[], string] => [
    ['reaction', ...words],
    `reacts to ${words.at(-1)} already. Known are: `,
  ]),
  [['reaction', service], 'npm run new -- reaction SERVICE AGGREGATE EVENT'],
  [['table', 'risk'], 'npm run new -- service NAME AGGREGATE'],
];

describe('npm run new', () => {
  it.each(REFUSED)('refuses %j, says what is allowed, and writes nothing', async (words, allowed) => {
    const refused = await make(...words).catch(String);
    expect(refused).toContain(allowed);
    expect(refused).not.toContain('wrote');
  });

  it(
    'makes a service, routes, an event and reactions that pass the types, the style and the tests',
    async () => {
      await make('service', 'risk', 'Risk');
      await make('route', 'risk', 'Risk', 'closeRisk');
      await make('route', 'risk', 'Risk', 'getRiskScore');
      expect(await make('event', 'risk', 'Risk', 'RiskClosed')).toContain('Left to fill in:');
      for (const event of [young, old]) await make('reaction', 'risk', 'Risk', String(event?.type));
      await make('reaction', service, aggregate, String(foreign?.type));

      const tests = [
        'test/house',
        'test/schemas',
        'test/risk',
        `test/${service}`,
        '--project=!int',
        '--exclude',
        'test/house/new.contract.test.ts',
      ];
      const [passed] = await Promise.all([
        run(join(bin, 'vitest'), 'run', '--maxWorkers=1', '--reporter=verbose', ...tests),
        run(join(bin, 'tsc'), '--project', '.'),
        run(
          join(bin, 'biome'),
          'check',
          'schemas',
          'functions',
          'lib/risk-stack.ts',
          'test/risk',
          `test/${service}`,
        ),
      ]);
      for (const name of [
        'the service risk > has its function relay',
        'routes of all services > of risk are served once',
        'a risk > is created once, and described',
        'of Risk > RiskClosed.v1 is read today as what it means',
        ...[young, old, foreign].map((event) => `${event?.type} is read as the ${event?.publisher} service`),
      ]) {
        expect(passed).toContain(name);
      }
    },
    10 * MINUTES,
  );
});
