import { core } from './core.ts';
import { HARDLY_ANY_WINDOW } from './edits.ts';
import { imports } from './imports.ts';
import { messages } from './messages.ts';
import type { Mutant } from './mutant.ts';

/** Each guard that the simulation must miss when it is gone. */
export const mutants: readonly Mutant[] = [...core, ...messages, ...imports];

/** What must not be noticed: what an import says is exact, and rests on no window. */
export const harmless: readonly Mutant[] = [
  {
    guard: 'all but one of the remembered commands',
    edits: [HARDLY_ANY_WINDOW],
    scenario: 'many chunks',
    within: 100,
  },
];
