import { type Cell, counted, printable, styled, table } from '../../cli/output.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { Report, ReportedAsset, ReportedChange, ReportedPort } from './report.ts';

const isOpen = (port: ReportedPort): boolean => port.state === 'open';
const numbered = (port: ReportedPort): string => `${port.port}/${port.protocol}`;
const software = (port: ReportedPort): string => [port.product, port.version].filter(Boolean).join(' ');

/** A line per open port; what belongs to the asset stands on its first line only. */
function assetRows(asset: ReportedAsset): Cell[][] {
  const open = asset.ports.filter(isOpen);
  const lines = open.length > 0 ? open : [undefined];
  return lines.map((port, line) => [
    ...(line === 0 ? [asset.dns, asset.name, asset.class, asset.status] : ['', '', '', '']),
    port ? numbered(port) : { text: 'none', style: 'dim' },
    port?.service,
    port && software(port),
  ]);
}

const assetHead = ['asset', 'address', 'class', 'status', 'open port', 'service', 'software'];

function changeRows(change: ReportedChange): Cell[][] {
  const place = ({ dns, name }: { dns: string; name: string }) => [dns, name];
  const port = (item: ReportedChange['opened'][number]) => [
    ...place(item),
    numbered(item),
    item.service,
    software(item),
  ];
  return [
    ...change.appeared.map((item): Cell[] => [{ text: 'appeared', style: 'green' }, ...place(item)]),
    ...change.opened.map((item): Cell[] => [{ text: 'opened', style: 'green' }, ...port(item)]),
    ...change.closed.map((item): Cell[] => [{ text: 'closed', style: 'yellow' }, ...port(item)]),
    ...change.gone.map((item): Cell[] => [{ text: 'gone', style: 'yellow' }, ...place(item)]),
    ...change.refused.map((item): Cell[] => [
      { text: 'refused', style: 'red' },
      ...place(item),
      '',
      '',
      item.reason,
    ]),
  ];
}

function changeText(change: ReportedChange, terminal: Terminal): string {
  const { appeared, opened, closed, gone } = change;
  const counts = `${appeared.length} appeared, ${opened.length} opened, ${closed.length} closed, ${gone.length} gone`;
  const rows = changeRows(change);
  const head = ['', 'asset', 'address', 'port', 'service', 'software'];
  return `${printable(change.file)}: ${counts}\n${rows.length > 0 ? `${table(head, rows, terminal)}` : ''}`;
}

const jobRows = (report: Report): Cell[][] =>
  report.jobs.map(({ id, file, status, reason }) => [
    file,
    { text: status, style: status === 'completed' ? 'green' : 'red' },
    id,
    reason,
  ]);

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Sections of the report for a person, at the terminal's width. Ends with a newline. */
export function reportText(report: Report, terminal: Terminal): string {
  const section = (title: string, body: string) => `${styled('bold', title, terminal.stdout)}\n\n${body}`;
  const open = report.assets.flatMap((asset) => asset.ports.filter(isOpen));
  const events = Object.entries(report.events).sort(([a], [b]) => a.localeCompare(b));
  const total = events.reduce((sum, [, count]) => sum + count, 0);
  const timings = Object.entries(report.timings).map(([step, spent]) => [step, seconds(spent)]);
  return [
    section(
      `${counted(report.assets.length, 'asset')}, ${counted(open.length, 'open port')}`,
      table(assetHead, report.assets.flatMap(assetRows), terminal),
    ),
    section(
      'What each file changed',
      report.changes.map((change) => changeText(change, terminal)).join('\n'),
    ),
    section('Jobs', table(['file', 'status', 'job', 'reason'], jobRows(report), terminal)),
    section(
      `${counted(report.commands, 'command')} led to ${counted(total, 'event')}`,
      table(['event', 'stored'], events, terminal),
    ),
    section('Time', table(['step', 'took'], timings, terminal)),
  ].join('\n');
}
