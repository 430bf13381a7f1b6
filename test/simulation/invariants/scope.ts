import { AssetState } from '#schemas/asset/asset/state.ts';
import { SeedState } from '#schemas/asset/seed/state.ts';
import { placementOf } from '../../../functions/asset/asset/domain/placement.ts';
import { matcherOf } from '../../../functions/asset/seed/domain/match.ts';
import { isInForce } from '../../../functions/asset/seed/domain/seed.ts';
import type { Invariant } from './invariant.ts';

const sideOf = ({ inScope, seed }: { readonly inScope: boolean; readonly seed?: string | undefined }) =>
  `${inScope ? 'in' : 'out of'} scope by ${seed ?? 'no seed'}`;

export const assetsArePlaced: Invariant = {
  name: 'every asset is on the side of the scope that the seeds say by now',
  check(platform) {
    const tips = platform
      .table('asset')
      .things()
      .map(({ tip }) => tip);
    return tips
      .filter(({ type }) => type === 'Asset')
      .flatMap(({ accountId, key, data }) => {
        const seeds = tips
          .filter((tip) => tip.type === 'Seed' && tip.accountId === accountId)
          .map((tip) => SeedState.parse(tip.data))
          .filter(isInForce);
        const asset = AssetState.parse(data);
        const [is, should] = [asset, placementOf(matcherOf(seeds)(asset), asset.source)].map(sideOf);
        return is === should ? [] : [`${key} is ${is}, and should be ${should}`];
      });
  },
};
