import type { ImportEvent } from '#schemas/asset/import/events.ts';
import { type ImportCounts, type ImportState, NO_COUNTS } from '#schemas/asset/import/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import { covers, missingFrom, numbersIn, rangesOf, withNumber } from '../../asset/domain/ranges.ts';
import type { ImportCommand, ImportCommandOf } from './command.ts';
import { sum } from './evolve.ts';

/** An import that gets no further for so long is ended as incomplete: longer than any outage that retries are meant to bridge. */
const PATIENCE_MS = 6 * 60 * 60 * 1000;

/** The events of a command on an import. Starting it again, or noting a chunk again, leads to nothing. */
export function decide(
  command: ImportCommand,
  state: ImportState | undefined,
  { now }: Deciding,
): readonly ImportEvent[] {
  switch (command.type) {
    case 'StartImport':
      return state ? [] : start(command, now);
    case 'NoteChunk':
      return note(command, state, now);
    case 'MarkImportIncomplete':
      return state ? markIncomplete(state, now) : [];
    default:
      return command satisfies never;
  }
}

/** When the import is looked at again; undefined once it has ended. */
export const importDueAt = (state: ImportState): Instant | undefined =>
  state.status === 'running' ? new Date(Date.parse(state.progressed) + PATIENCE_MS).toISOString() : undefined;

/** A report without hosts is done at once. */
function start(command: ImportCommandOf<'StartImport'>, now: Instant): ImportEvent[] {
  const { jobId: job, fileName: file, capability, manifest, lists, total } = command;
  const facts = { job, file, capability, lists, total };
  const started: ImportEvent = { type: 'ImportStarted', version: 1, data: { ...facts, manifest, at: now } };
  return total === 0 ? [started, imported(facts, NO_COUNTS, now)] : [started];
}

const imported = (
  facts: Pick<ImportState, 'job' | 'file' | 'capability' | 'total' | 'lists'>,
  counts: ImportCounts,
  at: Instant,
): ImportEvent => {
  const { job, file, capability, total, lists } = facts;
  return { type: 'ScanImported', version: 1, data: { job, file, capability, total, counts, lists, at } };
};

/** Whether a chunk is done. */
export const isNoted = ({ noted }: ImportState, chunk: number): boolean => covers(rangesOf(noted), chunk);

/** How many of the chunks below `from` are done. */
export const notedBelow = ({ noted }: ImportState, from: number): number =>
  rangesOf(noted).reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, from - 1) - first + 1), 0);

/** The import, if it has such a chunk. Throws Refusal `not-found` | `no-such-chunk`. */
export function withChunk(state: ImportState | undefined, chunk: number): ImportState {
  if (!state) throw new Refusal('not-found', 'There is no such import.');
  if (chunk <= state.total) return state;
  throw new Refusal('no-such-chunk', `the import has ${state.total} chunks, and no chunk ${chunk}`);
}

/** Every chunk counts once, in any order and however often it comes. */
function note(
  { chunk, counts, list }: ImportCommandOf<'NoteChunk'>,
  known: ImportState | undefined,
  at: Instant,
): ImportEvent[] {
  const state = withChunk(known, chunk);
  if (isNoted(state, chunk)) return [];
  const noted: ImportEvent = { type: 'ImportChunkNoted', version: 2, data: { chunk, counts, list, at } };
  const last = numbersIn(withNumber(state.noted, chunk)) === state.total;
  return last ? [noted, imported(state, sum(state.counts, counts), at)] : [noted];
}

function markIncomplete(state: ImportState, now: Instant): ImportEvent[] {
  const due = importDueAt(state);
  if (due === undefined || now < due) return [];
  const { job, counts, noted, total } = state;
  const data = { job, missing: missingFrom(noted, total), counts, at: now };
  return [{ type: 'ImportIncomplete', version: 1, data }];
}
