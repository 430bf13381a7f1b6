import type { EventStore } from '#shared/event-store/event-store.ts';

export interface Calls {
  load: number;
  write: number;
  paged: number;
}

/** A store that counts what is asked of it. A write that loses, since something is there already, is one as well. */
export function countingStore(store: EventStore): { readonly store: EventStore; readonly calls: Calls } {
  const calls: Calls = { load: 0, write: 0, paged: 0 };
  const counted = new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (name === 'load' || name === 'write' || name === 'paged') calls[name] += 1;
        return value.apply(target, given);
      };
    },
  });
  return { store: counted, calls };
}
