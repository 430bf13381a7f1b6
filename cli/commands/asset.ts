import type { Command } from 'commander';
import type { AssetView } from '#schemas/asset/asset/views.ts';
import { portName, softwareOf } from '../changes.ts';
import { type CommonOptions, inAccount, type Run } from '../command.ts';
import { keyHelp, resolveId } from '../keys.ts';
import { printable } from '../output.ts';
import { type Cell, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const portHead = ['port', 'state', 'service', 'software', 'seen'];
const portRow = (port: AssetView['ports'][number]): Cell[] => [
  portName(port),
  port.state === 'open' ? { text: port.state, style: 'green' } : port.state,
  port.service,
  softwareOf(port),
  port.observedAt,
];

const fieldsOf = (asset: AssetView): [name: string, value: string][] => [
  ['key', asset.key],
  ['id', asset.id],
  ['class', asset.class || 'unknown'],
  ['status', asset.deletion ? `${asset.status} (${asset.deletion.reason})` : asset.status],
  ['private', asset.private ? 'yes' : 'no'],
  ['source', asset.source],
  ['in scope', asset.inScope ? 'yes' : 'no'],
  ['seed', asset.seed ?? ''],
  ['created', asset.created],
  ['last seen', asset.visited],
  ['expires', asset.ttl === 0 ? 'never' : new Date(asset.ttl * 1000).toISOString()],
  ['tags', asset.tags.join(', ')],
  ['technologies', asset.technologies.join(', ')],
  ...Object.entries(asset.attributes),
];

function assetText(asset: AssetView, terminal: Terminal): string {
  const fields = fieldsOf(asset).filter(([, value]) => value !== '');
  const widest = Math.max(...fields.map(([name]) => printable(name).length));
  const lines = fields.map(([name, value]) => `${printable(name).padEnd(widest)}  ${printable(value)}\n`);
  const ports = [...asset.ports].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
  const listed =
    ports.length > 0
      ? table(portHead, ports.map(portRow), terminal, { wrap: ['software'] })
      : 'no ports known\n';
  return `${lines.join('')}\n${listed}`;
}

/** One asset with its ports. */
export function asset(program: Command, run: Run): void {
  inAccount(
    program.command('asset').description('show an asset and its ports').argument('<key>', keyHelp.asset),
    'chariot asset www.example.com',
    "chariot asset '#asset#www.example.com#192.0.2.1' --json",
  ).action((key: string, options: CommonOptions) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const { body } = await api.getAsset({ params: { id: await resolveId(api, 'asset', key) } });
      return { json: body, text: assetText(body, terminal) };
    }),
  );
}
