import { type DueHandler, onDue } from '#shared/due/settle-due.ts';
import { Asset } from './asset/domain/asset.ts';
import { Import } from './import/domain/import.ts';

/** Which command each thing gets when it is due. */
export const due: readonly DueHandler[] = [
  onDue(Asset, (now) => ({ type: 'Expire', now })),
  onDue(Import, (now) => ({ type: 'MarkIncomplete', now })),
];
