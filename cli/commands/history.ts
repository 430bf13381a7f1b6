import { type Command, Option } from 'commander';
import type { Envelope } from '../../schemas/envelope.ts';
import { type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import type { Api } from '../connection.ts';
import { type Kind, keyHelp, kinds, resolveId } from '../keys.ts';
import { table } from '../output.ts';
import { collect, type PageRequest } from '../pages.ts';

interface Options extends CommonOptions {
  readonly kind: Kind;
  readonly limit?: number;
}

const readers = {
  asset: (api: Api, id: string) => (query: PageRequest) => api.getAssetHistory({ params: { id }, query }),
  seed: (api: Api, id: string) => (query: PageRequest) => api.getSeedHistory({ params: { id }, query }),
  job: (api: Api, id: string) => (query: PageRequest) => api.getJobHistory({ params: { id }, query }),
};

const LONGEST_VALUE = 60;
const shortened = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text;

/** What an event says, as far as it fits in a line: its plain facts; lists by their length. */
function facts(data: Envelope['event_data']): string {
  return Object.entries(data)
    .filter(([, value]) => value !== '' && value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => {
      if (!Array.isArray(value)) return `${name}=${typeof value === 'object' ? '{...}' : String(value)}`;
      const short = value.length <= 3 && value.every((item) => typeof item === 'string');
      return `${name}=${short ? value.join(',') : `[${value.length}]`}`;
    })
    .map(shortened)
    .join(' ');
}

const head = ['version', 'when', 'event', 'by', 'what'];
const rowOf = (event: Envelope) => [
  event.aggregate_version,
  event.timestamp,
  event.event_type,
  event.metadata.actor,
  shortened(facts(event.event_data)),
];

/** Everything that ever happened to a thing. */
export function history(program: Command, run: Run): void {
  inAccount(
    program
      .command('history')
      .description('show what happened to an asset, a seed or a job, oldest first')
      .argument('<key>', `${keyHelp.asset}; with --kind, of a seed or a job`)
      .addOption(new Option('--kind <kind>', 'what KEY names').choices(kinds).default('asset'))
      .option('--limit <count>', 'at most so many events; otherwise all', positiveInteger),
    'chariot history www.example.com',
    'chariot history example.com --kind seed',
    'chariot history 0190f3c2-6c1e-7d2a-9c55-0a5d2f9b7e11 --kind job --json',
  ).action((key: string, options: Options) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const id = await resolveId(api, options.kind, key);
      const items = await collect(readers[options.kind](api, id), options.limit);
      return { json: { items }, text: table(head, items.map(rowOf), terminal) };
    }),
  );
}
