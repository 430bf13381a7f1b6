import { ImportEvent, importUpcasters } from '#schemas/asset/import/events.ts';
import { ImportState } from '#schemas/asset/import/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import { numbersIn } from '../../asset/domain/ranges.ts';
import type { ImportCommand } from './command.ts';
import { decide, importDueAt } from './decide.ts';
import { evolve } from './evolve.ts';

/** All imports of an account, newest first. */
export const IMPORTS = 'IMPORTS';
export const importSort = (started: string): string => `CREATED#${started}`;

/** The part that lists show. */
export const importSummary = ({ manifest: _, noted, ...state }: ImportState) => ({
  ...state,
  noted: numbersIn(noted),
});

function index(state: ImportState): IndexEntry {
  return defined({
    byType: { partition: IMPORTS, sort: importSort(state.started) },
    due: importDueAt(state),
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
