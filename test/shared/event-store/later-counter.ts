import { counter } from './counter.ts';

/** The counter one release later: it counts each addition twice, and what an older release has stored is folded anew. */
export const refolding: typeof counter = {
  ...counter,
  fold: 2,
  evolve: (state, event) =>
    event.type === 'CounterAdded'
      ? { label: state?.label ?? '', total: (state?.total ?? 0) + 2 * event.data.by }
      : counter.evolve(state, event),
};
