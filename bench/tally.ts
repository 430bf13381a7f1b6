/** The calls of a piece of work to a table. */
export interface Counts {
  /** Requests and answers. */
  readonly roundTrips: number;
  /** Requests that read, and the items that they brought. */
  readonly reads: number;
  readonly itemsRead: number;
  /** Requests that write. */
  readonly writes: number;
  /** Units of the base table: one per started kilobyte of an item, twice that in a transaction. */
  readonly units: number;
  /** Units of the indexes' entries. */
  readonly indexUnits: number;
  readonly pages: number;
}

const NOTHING: Counts = {
  roundTrips: 0,
  reads: 0,
  itemsRead: 0,
  writes: 0,
  units: 0,
  indexUnits: 0,
  pages: 0,
};

/** Adds up round trips and units, in all and by partition key. */
export class Tally {
  counts: Counts = NOTHING;
  readonly byPartition = new Map<string, number>();

  read(itemsRead: number): void {
    this.#add({ reads: 1, itemsRead, roundTrips: 1 });
  }

  write(partition: unknown, units: number): void {
    this.#add({ roundTrips: 1, writes: 1, units });
    this.#at(partition, units);
  }

  page(partition: unknown, units: number): void {
    this.#add({ units, pages: 1 });
    this.#at(partition, units);
  }

  guards(units: number): void {
    this.#add({ units });
  }

  index(partition: unknown, indexUnits: number): void {
    this.#add({ indexUnits });
    this.#at(partition, indexUnits);
  }

  /** The increase of the counts during the work. */
  async during(work: () => Promise<unknown>): Promise<Counts> {
    const before = this.counts;
    await work();
    return mapCounts((name) => this.counts[name] - before[name]);
  }

  /** Of the partition keys that fit a pattern, the one with the most units. */
  hottest(pattern: RegExp): { readonly key: string; readonly units: number } {
    let most = { key: '', units: 0 };
    for (const [key, units] of this.byPartition)
      if (units > most.units && pattern.test(key)) most = { key, units };
    return most;
  }

  #add(more: Partial<Counts>): void {
    const { counts } = this;
    this.counts = mapCounts((name) => counts[name] + (more[name] ?? 0));
  }

  #at(partition: unknown, units: number): void {
    const key = String(partition);
    this.byPartition.set(key, (this.byPartition.get(key) ?? 0) + units);
  }
}

function mapCounts(value: (name: keyof Counts) => number): Counts {
  return {
    roundTrips: value('roundTrips'),
    reads: value('reads'),
    itemsRead: value('itemsRead'),
    writes: value('writes'),
    units: value('units'),
    indexUnits: value('indexUnits'),
    pages: value('pages'),
  };
}
