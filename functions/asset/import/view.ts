import type { ImportState } from '#schemas/asset/import/state.ts';
import { ImportSummary, type ImportView } from '#schemas/asset/import/views.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import { idOf } from '#schemas/id.ts';
import { thingOf } from '#schemas/thing.ts';
import { type ListedItem, type ListedState, readSummary } from '#shared/aggregate/list.ts';
import { importSummary } from './domain/import.ts';

export function importItem(listed: ListedItem): ImportView {
  const { job, ...fields } = readSummary(ImportSummary, listed);
  return { ...thingOf(listed), ...fields, jobId: idOf(jobKey(job)) };
}

export const importView = ({ key, version, state }: ListedState<ImportState>): ImportView =>
  importItem({ key, version, summary: importSummary(state) });
