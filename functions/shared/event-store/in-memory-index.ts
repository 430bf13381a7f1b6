import { type Address, byBytes, partitionOf } from './address.ts';
import {
  type DueItem,
  dueShardOf,
  type IndexedItem,
  type IndexPosition,
  type IndexQuery,
  liveIn,
  type Slice,
  type Tip,
} from './event-store.ts';
import { type Change, rowKey } from './in-memory-rows.ts';
import { firstSlice } from './in-memory-slice.ts';

interface Shown {
  readonly address: Address;
  readonly tip: Tip;
}

/** The secondary indexes: they follow the changes of the table, and may be some of them behind. They never go back. */
export class InMemoryIndex {
  readonly #partitions = new Map<string, Map<string, Shown>>();
  #through = 0;

  /** Shows all but the newest `lag` changes. */
  follow(changes: readonly Change[], lag: number): void {
    for (; this.#through < changes.length - lag; this.#through += 1) {
      const change = changes[this.#through];
      if (!change) return;
      const { address, after } = change;
      const partition = this.#partitions.get(address.PK) ?? new Map<string, Shown>();
      this.#partitions.set(address.PK, partition);
      const tip = liveIn(after);
      if (tip) partition.set(rowKey(address), { address, tip });
      else partition.delete(rowKey(address));
    }
  }

  query(query: IndexQuery): Slice<IndexedItem, IndexPosition> {
    const direction = query.descending ? -1 : 1;
    const compare = (a: { sort: string; SK: string }, b: { sort: string; SK: string }) =>
      direction * (byBytes(a.sort, b.sort) || byBytes(a.SK, b.SK));
    const { from, to, after } = query;
    const shown = this.#partitions.get(partitionOf(query.accountId, query.shard))?.values() ?? [];
    const found = [...shown]
      .flatMap(({ address, tip }) => {
        const entry = tip.index[query.index];
        if (entry?.partition !== query.partition) return [];
        const position = { sort: entry.sort, SK: address.SK };
        return [{ position, key: tip.key, version: tip.version, summary: tip.index.summary }];
      })
      .filter(({ position }) => from === undefined || byBytes(position.sort, from) >= 0)
      .filter(({ position }) => to === undefined || byBytes(position.sort, to) <= 0)
      .filter(({ position }) => after === undefined || compare(position, after) > 0)
      .sort((a, b) => compare(a.position, b.position));
    return firstSlice(found, query.limit, {
      stored: ({ summary }) => summary,
      position: ({ position }) => position,
    });
  }

  due(shard: number, until: string): readonly DueItem[] {
    const found = [...this.#partitions.values()].flatMap((partition) =>
      [...partition.values()].flatMap(({ address, tip }) =>
        tip.index.due !== undefined && tip.index.due <= until && dueShardOf(tip.key) === shard
          ? [{ address, due: tip.index.due }]
          : [],
      ),
    );
    return found.sort((a, b) => byBytes(a.due, b.due));
  }
}
