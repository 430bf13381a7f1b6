import { type DueHandler, onDue } from '#shared/due/settle-due.ts';
import { expireAsset } from './asset/reactions/expire-asset.ts';
import { Import } from './import/domain/import.ts';

/** Which command each thing gets when it is due. */
export const due: readonly DueHandler[] = [
  expireAsset,
  onDue(Import, (now) => ({ type: 'MarkIncomplete', now })),
];
