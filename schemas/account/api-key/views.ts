import * as z from 'zod';
import { thing } from '#schemas/thing.ts';
import { ApiKeySummary } from './state.ts';

const { id: keyId, ...shown } = ApiKeySummary.shape;

export const ApiKeyView = z.strictObject({
  ...thing,
  /** The `id` of `POST /token`. */
  keyId,
  ...shown,
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;
