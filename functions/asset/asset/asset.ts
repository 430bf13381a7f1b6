import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { assetUnder } from './domain/asset.ts';

/** The asset as all functions know it: under the public suffixes that ICANN delegates. */
export const Asset = assetUnder(icannRules);
