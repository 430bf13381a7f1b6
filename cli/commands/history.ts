import { type Command, Option } from 'commander';
import type { Envelope } from '#schemas/envelope.ts';
import type { Api } from '../client.ts';
import { type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import { keyHelp, resolveId, type ThingKind, thingKinds } from '../keys.ts';
import { wholeSecond } from '../output.ts';
import { collect, type OnePage } from '../pages.ts';
import { table } from '../table.ts';

interface Options extends CommonOptions {
  readonly kind: ThingKind;
  readonly limit?: number;
}

const readers = {
  asset: (api: Api, id: string) => (query: OnePage) => api.getAssetHistory({ params: { id }, query }),
  seed: (api: Api, id: string) => (query: OnePage) => api.getSeedHistory({ params: { id }, query }),
  job: (api: Api, id: string) => (query: OnePage) => api.getJobHistory({ params: { id }, query }),
};

const LONGEST_VALUE = 60;
const shortened = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text;

const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? '{...}' : String(value);
  return value.every((item) => typeof item === 'string') ? value.join(',') : `[${value.length}]`;
}

/** An event in short: lists of words and plain facts as they are, larger values by their size. --json has all. */
const factsOf = (data: Envelope['event_data']): string =>
  Object.entries(data)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => `${name}=${shortened(valueText(value))}`)
    .join(' ');

const head = ['version', 'when', 'event', 'by'];
const rowOf = (event: Envelope) => [
  event.aggregate_version,
  wholeSecond(event.timestamp),
  event.event_type,
  event.metadata.actor,
];

/** Everything that ever happened to a thing. */
export function history(program: Command, run: Run): void {
  inAccount(
    program
      .command('history')
      .description('show the history of an asset, a seed or a job, oldest first')
      .argument('<key>', `${keyHelp.asset}; with --kind, of a seed or a job`)
      .addOption(new Option('--kind <kind>', 'what KEY names').choices(thingKinds).default('asset'))
      .option('--limit <count>', 'at most so many events; otherwise all', positiveInteger),
    'chariot history www.example.com',
    'chariot history example.com --kind seed',
    'chariot history 0190f3c2-6c1e-7d2a-9c55-0a5d2f9b7e11 --kind job --json',
  ).action((key: string, options: Options) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const id = await resolveId(api, options.kind, key);
      const items = await collect(readers[options.kind](api, id), { limit: options.limit });
      const details = items.map((event) => factsOf(event.event_data));
      return { json: { items }, text: table(head, items.map(rowOf), terminal, { details }) };
    }),
  );
}
