import type { ImportEvent } from '#schemas/asset/import/events.ts';
import { type ImportCounts, type ImportState, NO_COUNTS } from '#schemas/asset/import/state.ts';
import { withNumber } from '../../asset/domain/ranges.ts';

/** The start of an event whose history has no beginning. */
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

/** The import after an event. */
export function evolve(known: ImportState | undefined, event: ImportEvent): ImportState {
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

export const sum = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  observed: a.observed + b.observed,
  appeared: a.appeared + b.appeared,
  gone: a.gone + b.gone,
  opened: a.opened + b.opened,
  closed: a.closed + b.closed,
  refused: a.refused + b.refused,
});
