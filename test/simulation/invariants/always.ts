import { acknowledgedOnce } from './acknowledged.ts';
import { handlersThrowNothing, nothingIsLost, nothingSoundIsParked } from './delivery.ts';
import { dueIsTold } from './due.ts';
import { everyChangeHasItsCause, noGapOrFork, stateIsFold, timeGoesOn } from './history.ts';
import type { Invariant } from './invariant.ts';

/** What is true of every scenario. */
export const always: readonly Invariant<never>[] = [
  handlersThrowNothing,
  noGapOrFork,
  stateIsFold,
  everyChangeHasItsCause,
  timeGoesOn,
  acknowledgedOnce,
  nothingSoundIsParked,
  nothingIsLost,
  dueIsTold,
];
