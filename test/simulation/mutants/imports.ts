import { HARDLY_ANY_WINDOW, without } from './edits.ts';
import type { Mutant } from './mutant.ts';

/** Guards of imports. */
export const imports: readonly Mutant[] = [
  {
    guard: 'that a chunk of which a host failed is not noted',
    edits: [without('functions/asset/import/observe-chunk.ts', 'throwFailure(ended);')],
    scenario: 'many chunks',
    within: 100,
  },
  {
    guard: 'that all sightings of an asset in a chunk are one command',
    edits: [
      without(
        'functions/asset/import/observe-chunk.ts',
        'if (known) known.sightings.push(sighting);',
        'if (known) changes.push([]);',
      ),
    ],
    scenario: 'many chunks',
    within: 100,
  },
  {
    guard: 'that what a chunk changed is told by the events, however long ago',
    edits: [
      HARDLY_ANY_WINDOW,
      without('functions/shared/aggregate/repeat.ts', 'since === undefined || commandIds.size === 0', 'true'),
    ],
    scenario: 'many chunks',
    within: 200,
  },
  {
    guard: 'that a chunk is noted once',
    edits: [
      HARDLY_ANY_WINDOW,
      without('functions/asset/import/domain/decide.ts', 'if (isNoted(state, chunk)) return [];'),
      without('functions/asset/import/import-chunk.ts', 'if (isNoted(state, task.chunk.number)) return;', ''),
    ],
    scenario: 'many chunks',
    within: 200,
  },
  {
    guard: 'that assets are matched again where seeds changed meanwhile',
    edits: [
      without(
        'functions/asset/seed/under-seeds.ts',
        'if (now.fingerprint === seeds.fingerprint) return result;',
        'return result;',
      ),
    ],
    scenario: 'seeds change',
    within: 300,
  },
];
