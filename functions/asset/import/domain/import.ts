import { ImportEvent, importUpcasters } from '#schemas/asset/import/events.ts';
import { ImportState } from '#schemas/asset/import/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import { sizeOf } from '../../asset/domain/ranges.ts';
import type { ImportCommand } from './command.ts';
import { decide, dueAt } from './decide.ts';
import { evolve } from './evolve.ts';

/** All imports of an account, newest first. */
export const IMPORTS = 'IMPORTS';
export const importSort = (started: string): string => `CREATED#${started}`;

/** The part that lists show. */
export const importSummary = ({ manifest: _, noted, ...state }: ImportState) => ({
  ...state,
  noted: sizeOf(noted),
});

function index(state: ImportState): IndexEntry {
  return defined({
    byType: { partition: IMPORTS, sort: importSort(state.started) },
    due: dueAt(state),
    summary: importSummary(state),
  });
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
