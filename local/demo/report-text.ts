import { changesLine, changesTable, portName, softwareOf } from '../../cli/changes.ts';
import { counted, printable, styled } from '../../cli/output.ts';
import { type Cell, table } from '../../cli/table.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { Report, ReportedAsset, ReportedPort } from './report.ts';

const MOST_ASSETS = 100;
const isOpen = (port: ReportedPort): boolean => port.state === 'open';
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const assetHead = ['asset', 'address', 'open', 'service', 'software'];

/** A line per open port; the asset's own columns stand on its first line only. */
function assetRows(asset: ReportedAsset): Cell[][] {
  const open = asset.ports.filter(isOpen);
  const own: Cell[] = [asset.dns, asset.name];
  if (open.length === 0) return [[...own, { text: 'none', style: 'dim' }]];
  return open.map((port, line) => [
    ...(line === 0 ? own : ['', '']),
    portName(port),
    port.service,
    softwareOf(port),
  ]);
}

function assetsText({ assets }: Report, terminal: Terminal): string {
  const more = assets.length - MOST_ASSETS;
  const listed = table(assetHead, assets.slice(0, MOST_ASSETS).flatMap(assetRows), terminal, {
    wrap: ['asset', 'software'],
  });
  return more > 0 ? `${listed}... and ${more} more: --json lists all\n` : listed;
}

const changesText = ({ changes }: Report, terminal: Terminal): string =>
  changes
    .map((change) => `${printable(change.file)}: ${changesLine(change)}\n${changesTable(change, terminal)}`)
    .join('\n');

function jobsText({ jobs }: Report, terminal: Terminal): string {
  const rows = jobs.map(({ id, file, status }): Cell[] => [
    file,
    { text: status, style: status === 'completed' ? 'green' : 'red' },
    id ?? '',
  ]);
  const details = jobs.map(({ reason }) => reason);
  return table(['file', 'status', 'job'], rows, terminal, { wrap: ['file'], details });
}

const eventsText = ({ events, unpublished }: Report, terminal: Terminal): string =>
  table(['event', 'published'], Object.entries(events), terminal) +
  (unpublished > 0 ? `${counted(unpublished, 'event')} stored and never seen on the bus\n` : '');

function timingsText({ timings: { files, ...steps } }: Report, terminal: Terminal): string {
  const rows: Cell[][] = Object.entries(steps).map(([step, took]) => [step, seconds(took)]);
  const fileRows = files.map(({ file, upload, read, import: imported }): Cell[] => [
    file,
    seconds(upload + read + imported),
    `upload ${seconds(upload)}, read ${seconds(read)}, import ${seconds(imported)}`,
  ]);
  return table(['step', 'took', ''], [...rows, ...fileRows], terminal);
}

/** The report for a person, at the terminal's width. Ends with a newline. */
export function reportText(report: Report, terminal: Terminal): string {
  const section = (title: string, body: string) => `${styled('bold', title, terminal.stdout)}\n\n${body}`;
  const open = report.assets.flatMap(({ ports }) => ports.filter(isOpen));
  const events = Object.values(report.events).reduce((sum, count) => sum + count, 0);
  return [
    section(
      `${counted(report.assets.length, 'asset')}, ${counted(open.length, 'open port')}`,
      assetsText(report, terminal),
    ),
    section('What each file changed', changesText(report, terminal)),
    section('Jobs', jobsText(report, terminal)),
    section(
      `On the way: ${counted(report.commands, 'command')}, ${counted(events, 'event')}`,
      eventsText(report, terminal),
    ),
    section('Time', timingsText(report, terminal)),
  ].join('\n');
}
