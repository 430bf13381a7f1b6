import type { ImportCounts, ListObject, ListsRef } from '#schemas/asset/import/state.ts';
import type { ManifestRef } from '#schemas/capability/scan/scan-report.ts';

export type ImportCommand =
  | {
      readonly type: 'StartImport';
      readonly jobId: string;
      readonly fileName: string;
      readonly capability: string;
      readonly manifest: ManifestRef;
      readonly lists: ListsRef;
      /** How many chunks the report has. */
      readonly total: number;
    }
  /** One chunk is done, and its list is written. */
  | {
      readonly type: 'NoteChunk';
      readonly chunk: number;
      readonly counts: ImportCounts;
      readonly list: ListObject;
    }
  /** The sweep: the import may have stopped getting on. */
  | { readonly type: 'MarkImportIncomplete' };

export type ImportCommandOf<T extends ImportCommand['type']> = Extract<ImportCommand, { readonly type: T }>;
