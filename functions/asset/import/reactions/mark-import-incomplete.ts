import { onDue } from '#shared/due/settle-due.ts';
import { Import } from '../domain/import.ts';

/** An import that has not got on for too long ends as incomplete. */
export const markImportIncomplete = onDue(Import, { type: 'MarkImportIncomplete' });
