import { ImportEvent, importUpcasters } from '#schemas/asset/import/events.ts';
import { type ImportCounts, ImportState, type ListsRef, NO_COUNTS } from '#schemas/asset/import/state.ts';
import type { ManifestRef } from '#schemas/capability/scan/scan-report.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import { covers, missingFrom, rangesOf, sizeOf, withNumber } from '../../asset/domain/ranges.ts';

/** An import that gets no further for so long is ended as incomplete: longer than any outage that retries are meant to bridge. */
const PATIENCE_MS = 6 * 60 * 60 * 1000;

export type ImportCommand =
  | {
      readonly type: 'StartImport';
      readonly now: Instant;
      readonly job: string;
      readonly file: string;
      readonly capability: string;
      readonly manifest: ManifestRef;
      readonly lists: ListsRef;
      readonly total: number;
    }
  /** One chunk is done, and its lists are written. */
  | {
      readonly type: 'NoteChunk';
      readonly now: Instant;
      readonly chunk: number;
      readonly counts: ImportCounts;
    }
  /** The sweep: it may have stopped getting on. */
  | { readonly type: 'MarkIncomplete'; readonly now: Instant };

type Of<T extends ImportCommand['type']> = Extract<ImportCommand, { readonly type: T }>;

function decide(command: ImportCommand, state: ImportState | undefined): readonly ImportEvent[] {
  switch (command.type) {
    case 'StartImport':
      return state ? [] : start(command);
    case 'NoteChunk':
      return note(command, state);
    case 'MarkIncomplete':
      return state ? markIncomplete(state, command.now) : [];
    default:
      return command satisfies never;
  }
}

/** A report without hosts is done at once. */
function start({ type: _, now, ...facts }: Of<'StartImport'>): ImportEvent[] {
  const started: ImportEvent = { type: 'ImportStarted', version: 1, data: { ...facts, at: now } };
  return facts.total === 0 ? [started, imported(facts, NO_COUNTS, now)] : [started];
}

const imported = (
  {
    job,
    file,
    capability,
    total,
    lists,
  }: Pick<ImportState, 'job' | 'file' | 'capability' | 'total' | 'lists'>,
  counts: ImportCounts,
  at: Instant,
): ImportEvent => ({
  type: 'ScanImported',
  version: 1,
  data: { job, file, capability, total, counts, lists, at },
});

const isNoted = (state: ImportState, chunk: number): boolean => covers(rangesOf(state.noted), chunk);

/** Every chunk counts once, in whatever order and however often it comes. */
function note({ chunk, counts, now }: Of<'NoteChunk'>, state: ImportState | undefined): ImportEvent[] {
  if (!state) throw new Refusal('not-found', 'There is no such import.');
  if (chunk > state.total) {
    throw new Refusal('no-such-chunk', `the import has ${state.total} chunks, and no chunk ${chunk}`);
  }
  if (isNoted(state, chunk)) return [];
  const noted: ImportEvent = { type: 'ImportChunkNoted', version: 1, data: { chunk, counts, at: now } };
  const last = sizeOf(withNumber(state.noted, chunk)) === state.total;
  return last ? [noted, imported(state, sum(state.counts, counts), now)] : [noted];
}

const sum = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  observed: a.observed + b.observed,
  appeared: a.appeared + b.appeared,
  gone: a.gone + b.gone,
  opened: a.opened + b.opened,
  closed: a.closed + b.closed,
  refused: a.refused + b.refused,
});

const dueAt = (state: ImportState): Instant | undefined =>
  state.status === 'running' ? new Date(Date.parse(state.progressed) + PATIENCE_MS).toISOString() : undefined;

function markIncomplete(state: ImportState, now: Instant): ImportEvent[] {
  const due = dueAt(state);
  if (due === undefined || now < due) return [];
  const { job, counts, noted, total } = state;
  const data = { job, missing: missingFrom(noted, total), counts, at: now };
  return [{ type: 'ImportIncomplete', version: 1, data }];
}

/** What an event that is not the first would stand on if its history had no beginning. */
const UNKNOWN: ImportState = {
  status: 'incomplete',
  job: '00000000-0000-0000-0000-000000000000',
  file: '',
  capability: '',
  manifest: { bucket: '', key: '', sha256: '0'.repeat(64) },
  lists: { bucket: '', prefix: '' },
  total: 0,
  noted: '',
  counts: NO_COUNTS,
  started: '1970-01-01T00:00:00.000Z',
  progressed: '1970-01-01T00:00:00.000Z',
  ended: '1970-01-01T00:00:00.000Z',
};

function evolve(known: ImportState | undefined, event: ImportEvent): ImportState {
  const state = known ?? UNKNOWN;
  const { at } = event.data;
  switch (event.type) {
    case 'ImportStarted': {
      const { at: started, ...facts } = event.data;
      return { status: 'running', ...facts, noted: '', counts: NO_COUNTS, started, progressed: started };
    }
    case 'ImportChunkNoted': {
      const { chunk, counts } = event.data;
      const noted = withNumber(state.noted, chunk);
      return { ...state, noted, counts: sum(state.counts, counts), progressed: at };
    }
    case 'ScanImported':
      return { ...state, status: 'complete', ended: at };
    case 'ImportIncomplete':
      return { ...state, status: 'incomplete', ended: at };
    default:
      return event satisfies never;
  }
}

/** All imports of an account, newest first. */
export const IMPORTS = 'IMPORTS';
export const importSort = (started: string): string => `CREATED#${started}`;

/** What lists show. */
export const importSummary = ({ manifest: _, noted, ...state }: ImportState) => ({
  ...state,
  noted: sizeOf(noted),
});

function index(state: ImportState): IndexEntry {
  const due = dueAt(state);
  return {
    byType: { partition: IMPORTS, sort: importSort(state.started) },
    ...(due && { due }),
    summary: importSummary(state),
  };
}

/** An import: one finished job's report on its way into the assets, chunk by chunk. */
export const Import: Aggregate<ImportState, ImportCommand, ImportEvent> = {
  type: 'Import',
  service: 'asset',
  prefix: 'IMPORT',
  shards: 4,
  state: ImportState,
  stateVersion: 1,
  events: ImportEvent,
  upcasters: importUpcasters,
  decide,
  evolve,
  index,
};
