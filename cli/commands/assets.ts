import { type Command, Option } from 'commander';
import { ASSET_KEY_PREFIX } from '#schemas/asset/asset/state.ts';
import type { AssetItem } from '#schemas/asset/asset/views.ts';
import { AssetStatus } from '#schemas/asset/values.ts';
import { type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import { counted } from '../output.ts';
import { collect } from '../pages.ts';
import { startCount } from '../progress.ts';
import { table } from '../table.ts';

interface Options extends CommonOptions {
  readonly status?: AssetStatus;
  readonly class?: string;
  readonly prefix?: string;
  readonly tag?: string;
  readonly limit?: number;
}

/** What the list of assets allows: more than others, as it shows summaries. */
const LARGEST_PAGE = 1_000;

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
      .option('--prefix <prefix>', "only keys that begin so; '#asset#' may be left out")
      .option('--tag <tag>', 'only those that carry it')
      .option('--limit <count>', 'at most so many; otherwise all', positiveInteger),
    'chariot assets',
    'chariot assets --prefix www.example.com',
    "chariot assets --status F --json | jq -r '.items[].key'",
  ).action((options: Options) =>
    run(options, async ({ connect, terminal }) => {
      const { status, class: kind, prefix, tag, limit, json } = options;
      const filters = {
        ...(status ? { status } : {}),
        ...(kind ? { class: kind } : {}),
        ...(prefix
          ? { keyPrefix: prefix.startsWith('#') ? prefix : `${ASSET_KEY_PREFIX}${prefix.toLowerCase()}` }
          : {}),
        ...(tag ? { tag } : {}),
      };
      const api = await connect();
      const count = startCount(json ? { ...terminal, interactive: false } : terminal, 'reading assets');
      const found = await collect((page) => api.listAssets({ query: { ...filters, ...page } }), {
        limit,
        largestPage: LARGEST_PAGE,
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
