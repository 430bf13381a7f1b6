import { setTimeout as delay } from 'node:timers/promises';
import { type AssetView, isWhole } from '#schemas/asset/asset/views.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import { idOf } from '#schemas/id.ts';
import { byPlace } from '../../cli/changes.ts';
import type { Api } from '../../cli/client.ts';
import type { ImportedFile } from '../../cli/import-scan.ts';
import { collect } from '../../cli/pages.ts';
import type { SeenEvent } from './bus-watch.ts';
import type { Report, ReportedAsset } from './report.ts';

/** An import of the demo, with the name that the user gave the file. */
export interface DemoImport extends ImportedFile {
  readonly label: string;
}

function reportedAsset({
  key,
  dns,
  name,
  class: kind,
  status,
  created,
  visited,
  ports,
}: AssetView): ReportedAsset {
  return {
    key,
    dns,
    name,
    class: kind,
    status,
    created,
    visited,
    ports: [...ports]
      .sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol))
      .map(({ protocol, port, state, service, product, version }) => ({
        protocol,
        port,
        state,
        ...(service === undefined ? {} : { service }),
        ...(product === undefined ? {} : { product }),
        ...(version === undefined ? {} : { version }),
      })),
  };
}

/** The account's assets as the table itself has them, ports included. */
async function readAssets(api: Api): Promise<AssetView[]> {
  const assets = await collect((page) => api.listAssets({ query: { ...page, view: 'full' } }));
  return assets.filter(isWhole);
}

interface Thing {
  readonly key: string;
  /** One per event that is stored of it. */
  readonly version: number;
}

/** The things that the demo has touched, as the tables have them: each read by itself, as lists by index may lag. */
async function readThings(
  api: Api,
  imports: readonly DemoImport[],
  assets: readonly Thing[],
): Promise<Thing[]> {
  const ids = imports.flatMap(({ jobId }) => (jobId === null ? [] : [idOf(jobKey(jobId))]));
  const imported = imports.flatMap(({ jobId, importStatus }) =>
    jobId !== null && importStatus !== undefined ? [idOf(jobKey(jobId))] : [],
  );
  const [account, jobs, runs] = await Promise.all([
    api.getAccount(),
    Promise.all(ids.map((id) => api.getJob({ params: { id } }))),
    Promise.all(imported.map((id) => api.getImport({ params: { id } }))),
  ]);
  return [account, ...jobs, ...runs].map(({ body }): Thing => body).concat(assets);
}

/** How many events of these things are stored and have not been seen on the bus. */
export function unpublishedOf(things: readonly Thing[], published: readonly SeenEvent[]): number {
  const counts = new Map<string, number>();
  for (const { aggregate_id } of published) counts.set(aggregate_id, (counts.get(aggregate_id) ?? 0) + 1);
  return things.reduce((sum, { key, version }) => sum + Math.max(0, version - (counts.get(key) ?? 0)), 0);
}

/** Waits until the bus has brought every event that is stored, or no more has come for `patienceMs`. */
async function untilPublished(
  things: readonly Thing[],
  published: () => readonly SeenEvent[],
  patienceMs: number,
): Promise<readonly SeenEvent[]> {
  let seen = -1;
  let quietSince = performance.now();
  for (;;) {
    const events = published();
    if (events.length !== seen) quietSince = performance.now();
    seen = events.length;
    if (unpublishedOf(things, events) === 0 || performance.now() - quietSince > patienceMs) return events;
    await delay(50);
  }
}

const countsByType = (events: readonly SeenEvent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { event_type } of events) counts[event_type] = (counts[event_type] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
};

interface Sources {
  readonly api: Api;
  readonly imports: readonly DemoImport[];
  /** The events that the bus has brought so far. */
  readonly published: () => readonly SeenEvent[];
  /** How long the bus may be silent before missing events count as lost. */
  readonly patienceMs: number;
}

/** Reads all that the report says: assets and versions over HTTP, events from the bus. */
export async function collectReport({
  api,
  imports,
  published,
  patienceMs,
}: Sources): Promise<Omit<Report, 'timings'>> {
  const assets = await readAssets(api);
  const things = await readThings(api, imports, assets);
  const events = await untilPublished(things, published, patienceMs);
  return {
    assets: assets.map(reportedAsset).sort(byPlace),
    changes: imports.map(({ label, changes }) => ({ file: label, ...changes })),
    jobs: imports.map(({ jobId, label, status, reason, warnings }) => ({
      id: jobId,
      file: label,
      status,
      ...(reason ? { reason: reason.message } : {}),
      warnings: [...warnings],
    })),
    events: countsByType(events),
    unpublished: unpublishedOf(things, events),
    commands: new Set(events.map(({ metadata }) => metadata.command_id)).size,
  };
}
