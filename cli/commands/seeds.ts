import { type Command, Option } from 'commander';
import { AssetStatus, LiveStatus } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import { keyHelp, resolveId } from '../keys.ts';
import { printable } from '../output.ts';
import { collect } from '../pages.ts';
import { table } from '../table.ts';

interface AddOptions extends CommonOptions {
  readonly status?: LiveStatus;
  readonly exclude?: true;
  readonly subdomains: boolean;
  readonly tag?: string[];
}

interface ListOptions extends CommonOptions {
  readonly status?: AssetStatus;
  readonly limit?: number;
}

function add(seeds: Command, run: Run): void {
  inAccount(
    seeds
      .command('add')
      .description('add a seed: a thing that the account owns, or that scans must leave alone')
      .argument('<value>', 'a domain, an IP address or a network, such as 192.0.2.0/24')
      .addOption(
        new Option('--status <status>', 'A active, P pending, F frozen, FR rejected').choices(
          LiveStatus.options,
        ),
      )
      .option('--exclude', 'scans must leave it alone: what they say of it is refused')
      .option('--no-subdomains', 'the domain alone, without the names below it')
      .option('--tag <tag...>', 'labels'),
    'chariot seeds add example.com',
    'chariot seeds add 192.0.2.0/24 --status A --tag office',
    'chariot seeds add partner.example.com --exclude',
  ).action((value: string, options: AddOptions) =>
    run(options, async ({ connect }) => {
      const { status, tag, exclude, subdomains } = options;
      const api = await connect();
      const { body } = await api.addSeed({
        body: defined({
          value,
          status,
          mode: exclude && ('exclude' as const),
          subdomains: subdomains ? undefined : false,
          tags: tag,
        }),
      });
      return { json: body, text: `Added ${printable(body.key)}\n` };
    }),
  );
}

function list(seeds: Command, run: Run): void {
  inAccount(
    seeds
      .command('list')
      .description('list seeds')
      .addOption(new Option('--status <status>', 'only those').choices(AssetStatus.options))
      .option('--limit <count>', 'at most so many; otherwise all', positiveInteger),
    'chariot seeds list',
    'chariot seeds list --status P --json',
  ).action((options: ListOptions) =>
    run(options, async ({ connect, terminal }) => {
      const { status, limit } = options;
      const api = await connect();
      const items = await collect(
        (page) => api.listSeeds({ query: { ...page, ...(status ? { status } : {}) } }),
        { limit },
      );
      const rows = items.map((seed) => [
        seed.subdomains ? `${seed.value} and below` : seed.value,
        seed.mode,
        seed.class,
        seed.status,
        seed.created,
        seed.tags.join(', '),
      ]);
      return {
        json: { items },
        text: table(['seed', 'mode', 'class', 'status', 'created', 'tags'], rows, terminal, {
          wrap: ['seed', 'tags'],
        }),
      };
    }),
  );
}

function remove(seeds: Command, run: Run): void {
  inAccount(
    seeds.command('remove').description('remove a seed; its history stays').argument('<key>', keyHelp.seed),
    'chariot seeds remove example.com',
    "chariot seeds remove '#seed#domain#example.com'",
  ).action((key: string, options: CommonOptions) =>
    run(options, async ({ connect }) => {
      const api = await connect();
      const { body } = await api.removeSeed({ params: { id: await resolveId(api, 'seed', key) } });
      return { json: body, text: `Removed ${printable(body.key)}\n` };
    }),
  );
}

/** The things that the account says it owns. */
export function seeds(program: Command, run: Run): void {
  const command = program
    .command('seeds')
    .description('add, list and remove seeds: the things that the account owns');
  add(command, run);
  list(command, run);
  remove(command, run);
}
