import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listAssets } from '#schemas/asset/asset/routes.ts';
import { isWhole } from '#schemas/asset/asset/views.ts';
import { listImportChanges } from '#schemas/asset/import/routes.ts';
import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import { JobCompletedV2 } from '#schemas/capability/job/events.ts';
import type { ScanWarning } from '#schemas/capability/scan/scan-report.ts';
import { idOf } from '#schemas/id.ts';
import { HEAD_BYTES, recogniseFile } from '../../../functions/capability/scan/recognise-file.ts';
import { ScanProblem } from '../../../functions/capability/scan/scan-problem.ts';
import { type AssetService, assetService } from '../service.ts';

const folder = new URL('../../capability/scan/cases/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.replace('.expected.json', ''));

interface Expected {
  readonly import: readonly string[];
  readonly jobs: readonly string[];
  readonly capability?: CapabilityName;
  readonly assets?: Readonly<Record<string, { readonly open?: readonly string[] }>>;
  /** Labels that must be among the technologies of an asset or of its ports, by its key. */
  readonly tech?: Readonly<Record<string, readonly string[]>>;
  readonly absent?: readonly string[];
  /** Ports that the last import opened and closed. */
  readonly opened?: readonly string[];
  readonly closed?: readonly string[];
  /** Changes that must not be among the last import's. */
  readonly alsoNo?: readonly string[];
  readonly reasonMatches?: string;
  readonly warnings?: {
    readonly atLeast?: number;
    readonly matches?: string;
    readonly lines?: readonly number[];
  };
  /** Texts that stand in the upload and nowhere else. */
  readonly nowhere?: readonly string[];
}

interface Outcome {
  readonly status: 'completed' | 'failed';
  readonly reason?: string;
  readonly changes: readonly string[];
  readonly warnings: readonly ScanWarning[];
}

const { parse } = JSON;

/** Imports one file as a user does: the format is recognised, or its scanner named. */
async function importFile(service: AssetService, file: string, named?: CapabilityName): Promise<Outcome> {
  const bytes = readFileSync(new URL(file, folder));
  try {
    const capability =
      named ?? (await recogniseFile(bytes.subarray(0, HEAD_BYTES), bytes.length <= HEAD_BYTES)).capability;
    const event = await service.report(file, bytes, service.now(), capability);
    await service.react(event);
    await service.drain();
    const query = { limit: '200' };
    const { items } = await service.ok(listImportChanges, { id: idOf(event.aggregate_id), query });
    const changes = items.map((item) =>
      'port' in item ? `${item.change} ${item.protocol}/${item.port}` : item.change,
    );
    const { warnings } = JobCompletedV2.shape.data.parse(event.event_data);
    return { status: 'completed', changes, warnings };
  } catch (error) {
    if (!(error instanceof ScanProblem)) throw error;
    return { status: 'failed', reason: error.message, changes: [], warnings: [] };
  }
}

const ofKind = (changes: readonly string[], kind: string): string[] =>
  changes
    .filter((change) => change.startsWith(`${kind} `))
    .map((change) => change.slice(kind.length + 1))
    .toSorted();

describe('a scanner’s file', () => {
  it.each(names)('%s is read as a person reads it', async (name) => {
    const expected = parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as Expected;
    const service = assetService();
    const outcomes: Outcome[] = [];
    for (const file of expected.import) {
      service.pass(3600);
      outcomes.push(await importFile(service, file, expected.capability));
    }
    const last = outcomes.at(-1);
    const { items } = await service.ok(listAssets, { query: { limit: '200', view: 'full' } });
    const assets = items.filter(isWhole);
    const found = Object.fromEntries(
      assets.map(({ key, ports }) => [
        key,
        ports
          .filter(({ state }) => state === 'open')
          .map(({ protocol, port }) => `${protocol}/${port}`)
          .toSorted(),
      ]),
    );
    const open = Object.entries(expected.assets ?? {}).map(([key, asset]) => [
      key,
      asset.open?.toSorted() ?? found[key],
    ]);

    expect({ jobs: outcomes.map(({ status }) => status), reason: last?.reason }).toEqual({
      jobs: expected.jobs,
      reason:
        expected.reasonMatches === undefined ? undefined : expect.stringMatching(expected.reasonMatches),
    });
    expect(found).toEqual(Object.fromEntries(open));
    for (const key of expected.absent ?? []) expect(found).not.toHaveProperty([key]);
    for (const [key, tech] of Object.entries(expected.tech ?? {})) {
      const asset = assets.find((each) => each.key === key);
      const labels = [asset?.technologies, asset?.ports.map((port) => port.technologies)].flat(2);
      const said = labels.map((label) => label?.toLowerCase() ?? '');
      for (const label of tech) expect(said).toContain(label.toLowerCase());
    }
    const { changes = [], warnings = [] } = last ?? {};
    if (expected.opened) expect(ofKind(changes, 'opened')).toEqual(expected.opened.toSorted());
    if (expected.closed) expect(ofKind(changes, 'closed')).toEqual(expected.closed.toSorted());
    for (const change of expected.alsoNo ?? []) expect(changes).not.toContain(change);
    const { atLeast = 0, lines = [], matches = '' } = expected.warnings ?? {};
    expect(warnings.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(atLeast);
    if (expected.warnings) expect(warnings.map(({ what }) => what).join('\n')).toMatch(new RegExp(matches));
    for (const line of lines) expect(warnings.map((warning) => warning.line)).toContain(line);
    for (const secret of expected.nowhere ?? []) expect(await service.written()).not.toContain(secret);
  });
});
