import { type Command, Option } from 'commander';
import { ASSET_KEY_PREFIX } from '#schemas/asset/asset/state.ts';
import type { AssetItem } from '#schemas/asset/asset/views.ts';
import { AssetStatus } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { spellingInKey } from '#schemas/net/ascii.ts';
import { type CommonOptions, inAccount, moment, positiveInteger, type Run } from '../command.ts';
import { keyHelp, resolveId } from '../keys.ts';
import { counted } from '../output.ts';
import { collect } from '../pages.ts';
import { startCount } from '../progress.ts';
import { table } from '../table.ts';

interface Options extends CommonOptions {
  readonly status?: AssetStatus;
  readonly class?: string;
  readonly prefix?: string;
  readonly tag?: string;
  readonly scope?: 'in' | 'out';
  readonly seed?: string;
  readonly since?: string;
  readonly until?: string;
  readonly full?: true;
  readonly consistent?: true;
  readonly limit?: number;
}

/** What the list of assets allows: more than others, as it shows summaries. */
const LARGEST_PAGE = 1_000;

/** A whole asset can be a hundred times as large. */
const LARGEST_FULL_PAGE = 100;

/** Pages come in no particular order. */
const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : Number(a.key > b.key);

const head = ['asset', 'address', 'class', 'status', 'open', 'last seen'];
const rowOf = ({ dns, name, class: kind, status, openPorts, visited }: AssetItem) => [
  dns,
  name,
  kind,
  status,
  openPorts,
  visited,
];

/** The assets that are there. */
export function assets(program: Command, run: Run): void {
  inAccount(
    program
      .command('assets')
      .description('list assets')
      .addOption(
        new Option(
          '--status <status>',
          'A active, P pending, F frozen, FR frozen and rejected, D deleted',
        ).choices(AssetStatus.options),
      )
      .option('--class <class>', 'only those, such as domain, tld, ipv4, ipv6, cidr; none for unknown ones')
      .option(
        '--prefix <prefix>',
        "only keys that begin so; '#asset#' may be left out, labels that are not ASCII must be whole",
      )
      .option('--tag <tag>', 'only those that carry it')
      .addOption(
        new Option('--scope <side>', 'only those in scope, or out of it by the seeds').choices(['in', 'out']),
      )
      .option('--seed <key>', `only those that belong to it: ${keyHelp.seed}`)
      .option('--since <moment>', 'only those first seen then or later; a day or a moment in UTC', moment)
      .option('--until <moment>', 'only those first seen until then, the day or second included', moment)
      .option('--full', 'all that is known of each, with its ports: for --json')
      .option('--consistent', 'also what was written a second ago; slower')
      .option('--limit <count>', 'at most so many; otherwise all', positiveInteger),
    'chariot assets',
    'chariot assets --prefix www.example.com',
    'chariot assets --scope out',
    'chariot assets --seed example.com',
    'chariot assets --since 2026-11-24',
    "chariot assets --full --json | jq '.items[].ports'",
    "chariot assets --status F --json | jq -r '.items[].key'",
  ).action((options: Options) =>
    run(options, async ({ connect, terminal }) => {
      const {
        status,
        class: kind,
        prefix,
        tag,
        scope,
        seed,
        since,
        until,
        full,
        consistent,
        limit,
        json,
      } = options;
      const api = await connect();
      const keyPrefix = prefix && spellingInKey(prefix);
      const filters = defined({
        status,
        class: kind,
        keyPrefix: keyPrefix?.startsWith('#') === false ? `${ASSET_KEY_PREFIX}${keyPrefix}` : keyPrefix,
        tag,
        inScope: scope && (scope === 'in' ? ('true' as const) : ('false' as const)),
        seed: seed && (await resolveId(api, 'seed', seed)),
        createdFrom: since,
        createdTo: until,
        view: full && ('full' as const),
        consistent: consistent && ('true' as const),
      });
      const count = startCount(json ? { ...terminal, interactive: false } : terminal, 'reading assets');
      const found = await collect((page) => api.listAssets({ query: { ...filters, ...page } }), {
        limit,
        largestPage: full ? LARGEST_FULL_PAGE : LARGEST_PAGE,
        onProgress: count.update,
      }).finally(count.end);
      const items = found.toSorted(byKey);
      return {
        json: { items },
        text: `${table(head, items.map(rowOf), terminal, { wrap: ['asset'] })}\n${counted(items.length, 'asset')}\n`,
      };
    }),
  );
}
