import type { AssetEvent } from '#schemas/asset/asset/events.ts';
import type { Port } from '#schemas/asset/asset/port.ts';
import type { Placement } from '#schemas/asset/asset/state.ts';
import { type ImportChange, type ImportCounts, NO_COUNTS } from '#schemas/asset/import/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Failure } from '#schemas/errors.ts';
import { isOpen, refOf } from '../asset/domain/port.ts';

interface Named {
  readonly key: string;
  readonly dns: string;
  readonly name: string;
}

/** The changes in the events of one command on an asset, as the lists of an import show them. */
export function changesOf(
  { key, dns, name, ...placed }: Named & Partial<Placement>,
  events: readonly AssetEvent[],
): ImportChange[] {
  const named = { key, dns, name };
  return events.flatMap((event): ImportChange[] => {
    if (event.type === 'AssetDiscovered') {
      const open = event.data.ports.filter(isOpen);
      return [appearance(named, event.data), ...open.map((port) => opened(named, port))];
    }
    if (event.type !== 'AssetScanned') return [];
    const { appeared, gone, ports, opened: now, closed: before } = event.data;
    return [
      ...(appeared ? [appearance(named, placed)] : []),
      ...(gone ? [{ change: 'gone' as const, ...named }] : []),
      ...ports.filter((port) => now.includes(refOf(port))).map((port) => opened(named, port)),
      ...ports.filter((port) => before.includes(refOf(port))).map((port) => closed(named, port)),
    ];
  });
}

/** Says where a host that appeared stands: in whose scope, or in none. */
const appearance = (named: Named, { inScope, seed }: Partial<Placement>): ImportChange =>
  defined({ change: 'appeared', ...named, seed, inScope: inScope === false ? inScope : undefined });

const portOf = ({ protocol, port, state, service, product, version }: Port) =>
  defined({ protocol, port, state, service, product, version });

const opened = (named: Named, port: Port): ImportChange => ({ change: 'opened', ...named, ...portOf(port) });
const closed = (named: Named, port: Port): ImportChange => ({ change: 'closed', ...named, ...portOf(port) });

/** A host that no asset can be made of, with the reason that a person needs. */
export const refusalOf = (named: Named, { code, message, errors }: Failure): ImportChange => ({
  change: 'refused',
  ...named,
  code,
  reason: [message, ...errors.map((problem) => `${problem.path} ${problem.message}`)].join('; '),
});

export const countsOf = (observed: number, changes: readonly ImportChange[]): ImportCounts => {
  const counts = { ...NO_COUNTS, observed };
  for (const { change } of changes) counts[change] += 1;
  return counts;
};
