import { onDue } from '#shared/due/settle-due.ts';
import { Asset } from '../asset.ts';

/** An asset that nothing has seen for too long expires. */
export const expireAsset = onDue(Asset, { type: 'ExpireAsset' });
