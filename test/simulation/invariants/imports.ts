import { getImport, listImportChanges } from '#schemas/asset/import/routes.ts';
import { type ImportChange, importKey } from '#schemas/asset/import/state.ts';
import { idOf } from '#schemas/id.ts';
import { queryRoutes } from '../../../functions/asset/query-routes.generated.ts';
import type { Platform } from '../platform/platform.ts';
import { Reader } from '../platform/reader.ts';
import type { ReadyReport } from '../platform/scan-report.ts';
import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

interface Imported {
  readonly reports: readonly ReadyReport[];
}

const KINDS = ['appeared', 'gone', 'opened', 'closed'] as const;

const lineOf = (change: ImportChange): string =>
  'port' in change ? `${change.change} ${change.key} ${change.port}` : `${change.change} ${change.key}`;

/** What the events of the assets say that an import changed: the same, in the words of its lists. */
function toldByEvents(platform: Platform, { account, jobId }: ReadyReport): string[] {
  const port = (ref: unknown) => /\d+/.exec(typeof ref === 'string' ? ref : JSON.stringify(ref))?.[0];
  return platform.table('asset').log.flatMap((written) => {
    if (written.tip.type !== 'Asset' || written.tip.accountId !== account) return [];
    return addedBy(written).flatMap(({ aggregate_id: key, event_type, event_data }) => {
      const data = event_data as { readonly [field: string]: unknown };
      if (data.import !== jobId) return [];
      if (event_type === 'AssetDiscovered') {
        const open = (data.ports as { port: number; state: string }[]).filter(
          ({ state }) => state === 'open',
        );
        return [`appeared ${key}`, ...open.map((each) => `opened ${key} ${each.port}`)];
      }
      if (event_type !== 'AssetScanned') return [];
      return [
        ...(data.appeared ? [`appeared ${key}`] : []),
        ...(data.gone ? [`gone ${key}`] : []),
        ...(data.opened as unknown[]).map((ref) => `opened ${key} ${port(ref)}`),
        ...(data.closed as unknown[]).map((ref) => `closed ${key} ${port(ref)}`),
      ];
    });
  });
}

const readerOf = (platform: Platform): Reader => {
  const { objects, scheduler } = platform;
  const table = platform.table('asset');
  return new Reader(
    queryRoutes,
    { store: platform.nextOf?.(table).asStore() ?? table, objects },
    scheduler.now,
  );
};

async function eachImport(
  platform: Platform,
  reports: readonly ReadyReport[],
  check: (report: ReadyReport, reader: Reader, id: string) => Promise<string[]>,
): Promise<string[]> {
  const reader = readerOf(platform);
  const found: string[] = [];
  for (const report of reports) found.push(...(await check(report, reader, idOf(importKey(report.jobId)))));
  return found;
}

const difference = (left: readonly string[], right: readonly string[]): string[] => {
  const rest = [...right];
  return left.filter((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
};

export const importsAgree: Invariant<Imported> = {
  name: 'the lists of an import are its counts, and what the events of the assets say',
  check: (platform, { reports }) =>
    eachImport(platform, reports, async (report, reader, id) => {
      const { account } = report;
      const { status, counts } = await reader.read(getImport, { account, id });
      if (status !== 'complete') return [`the import of ${report.jobId} is ${status}`];
      const listed = await reader.all<ImportChange>(listImportChanges, { account, id });
      const miscounted = KINDS.filter(
        (kind) => counts[kind] !== listed.filter(({ change }) => change === kind).length,
      );
      const lines = listed.filter(({ change }) => change !== 'refused').map(lineOf);
      const told = toldByEvents(platform, report);
      return [
        ...miscounted.map(
          (kind) =>
            `the import says ${counts[kind]} ${kind}, and its lists hold ${listed.filter(({ change }) => change === kind).length}`,
        ),
        ...difference(told, lines).map((line) => `an event says "${line}", and the lists do not`),
        ...difference(lines, told).map((line) => `the lists say "${line}", and no event does`),
      ];
    }),
};

/** Where nobody else touches the assets and nothing expires, all that the report has is new. */
export const allIsNew: Invariant<Imported> = {
  name: 'an import into an empty account finds every host and every port once',
  check: (platform, { reports }) =>
    eachImport(platform, reports, async ({ account, chunks }, reader, id) => {
      const { counts } = await reader.read(getImport, { account, id });
      const hosts = chunks.flat();
      const appeared = new Set(hosts.map(({ address }) => address)).size;
      const opened = new Set(hosts.flatMap(({ address, ports }) => ports.map((port) => `${address} ${port}`)))
        .size;
      return counts.appeared === appeared && counts.opened === opened
        ? []
        : [
            `the report has ${appeared} hosts and ${opened} open ports; the import says ${counts.appeared} and ${counts.opened}`,
          ];
    }),
};
