import type { ImportChange } from '#schemas/asset/import/state.ts';
import { type Cell, table } from './table.ts';
import type { Terminal } from './terminal.ts';

type Facts<Kind extends ImportChange['change']> = Omit<
  Extract<ImportChange, { readonly change: Kind }>,
  'change'
>;

/** The changes of an import, by kind; each list in the order of names, addresses and ports. */
export type Changes = { readonly [Kind in ImportChange['change']]: readonly Facts<Kind>[] };

interface Place {
  readonly dns: string;
  readonly name: string;
  readonly protocol?: string;
  readonly port?: number;
}

/** Names as people sort them, addresses by their numbers. */
export const byPlace = (a: Place, b: Place): number =>
  a.dns.localeCompare(b.dns) ||
  a.name.localeCompare(b.name, 'en', { numeric: true }) ||
  (a.port ?? 0) - (b.port ?? 0) ||
  (a.protocol ?? '').localeCompare(b.protocol ?? '');

const factsOf = <T extends ImportChange>({ change: _change, ...facts }: T): Omit<T, 'change'> => facts;

export function groupChanges(changes: readonly ImportChange[]): Changes {
  const sorted = [...changes].sort(byPlace);
  return {
    opened: sorted.filter((item) => item.change === 'opened').map(factsOf),
    closed: sorted.filter((item) => item.change === 'closed').map(factsOf),
    appeared: sorted.filter((item) => item.change === 'appeared').map(factsOf),
    gone: sorted.filter((item) => item.change === 'gone').map(factsOf),
    refused: sorted.filter((item) => item.change === 'refused').map(factsOf),
  };
}

interface PortLike {
  readonly protocol: string;
  readonly port: number;
  readonly product?: string | undefined;
  readonly version?: string | undefined;
}

export const portName = ({ port, protocol }: PortLike): string => `${port}/${protocol}`;
export const softwareOf = ({ product, version }: PortLike): string =>
  [product, version].filter(Boolean).join(' ');

function rowsOf(changes: Changes): Cell[][] {
  const port = (item: Changes['opened' | 'closed'][number]): Cell[] => [
    item.dns,
    item.name,
    portName(item),
    item.service,
    softwareOf(item),
  ];
  return [
    ...changes.appeared.map((item): Cell[] => [
      { text: 'appeared', style: 'green' },
      item.dns,
      item.name,
      ...(item.inScope === false ? ['', '', 'out of scope'] : []),
    ]),
    ...changes.gone.map((item): Cell[] => [{ text: 'gone', style: 'yellow' }, item.dns, item.name]),
    ...changes.opened.map((item): Cell[] => [{ text: 'opened', style: 'green' }, ...port(item)]),
    ...changes.closed.map((item): Cell[] => [{ text: 'closed', style: 'yellow' }, ...port(item)]),
    ...changes.refused.map((item): Cell[] => [
      { text: 'refused', style: 'red' },
      item.dns,
      item.name,
      '',
      '',
      item.reason,
    ]),
  ];
}

/** `11 appeared (2 out of scope), 13 opened, 0 closed, 0 gone`, and the number of refusals, if any. */
export function changesLine({ appeared, opened, closed, gone, refused }: Changes): string {
  const outside = appeared.filter(({ inScope }) => inScope === false).length;
  return (
    `${appeared.length} appeared${outside > 0 ? ` (${outside} out of scope)` : ''}, ` +
    `${opened.length} opened, ${closed.length} closed, ${gone.length} gone` +
    (refused.length > 0 ? `, ${refused.length} refused` : '')
  );
}

/** The changes as a table of at most `limit` lines; empty when there are none. */
export function changesTable(changes: Changes, terminal: Terminal, limit = 50): string {
  const rows = rowsOf(changes);
  if (rows.length === 0) return '';
  const head = ['', 'asset', 'address', 'port', 'service', 'software'];
  const more = rows.length > limit ? `... and ${rows.length - limit} more: --json lists all\n` : '';
  return `${table(head, rows.slice(0, limit), terminal, { wrap: ['asset', 'software'] })}${more}`;
}
