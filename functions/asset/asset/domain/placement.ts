import type { AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState, Placement } from '#schemas/asset/asset/state.ts';
import type { Match } from '../../seed/domain/match.ts';

/** Sources that are a person's own word: the asset belongs to the account, even where no seed covers it. */
const DECLARED: ReadonlySet<string> = new Set(['self', 'seed', 'account', 'provided']);

/** Which side of the scope an asset of this source is on. */
export function placementOf(match: Match, source: string): Placement {
  switch (match.kind) {
    case 'included':
    case 'excluded':
      return { inScope: match.kind === 'included', seed: match.seed };
    case 'unmatched':
      return { inScope: DECLARED.has(source) };
    case 'undeclared':
      return { inScope: true };
    default:
      return match satisfies never;
  }
}

type Placed = Pick<AssetState, 'inScope' | 'seed' | 'source'>;

export function isPlaced(state: Placed, match: Match): boolean {
  const { inScope, seed } = placementOf(match, state.source);
  return inScope === state.inScope && seed === state.seed;
}

/** Nothing where the asset is where the seeds place it. */
export const place = (state: Placed, match: Match): AssetEvent[] =>
  isPlaced(state, match)
    ? []
    : [{ type: 'AssetScopeChanged', version: 1, data: placementOf(match, state.source) }];
