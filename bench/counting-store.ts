import { itemOf, pageItemOf } from '#shared/event-store/dynamo-item.ts';
import type { EventStore, TipWrite } from '#shared/event-store/event-store.ts';
import { InMemoryEventStore } from '#shared/event-store/in-memory.ts';
import { writeUnitsOf } from '#shared/event-store/size.ts';
import { Tally } from './tally.ts';

type Item = Record<string, unknown>;

/** As lib/constructs/service-table.ts projects them. */
const LISTED = ['Type', 'Key', 'Version', 'Summary'];
const INDEXES = [
  { name: 'GSI1', projected: LISTED },
  { name: 'GSI2', projected: LISTED },
  { name: 'GSI3', projected: [] },
];

/** One write of a tip as the table's stream would show it. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item;
}

/**
 * The in-memory store with a meter. Each call is one round trip, and each write costs as much as DynamoDB would bill
 * for its items and their index entries.
 */
export class CountingStore extends InMemoryEventStore {
  readonly tally = new Tally();
  readonly changes: Change[] = [];
  readonly #items = new Map<string, Item>();

  constructor() {
    super('eu-central-1');
  }

  override async loadAt(...args: Parameters<EventStore['loadAt']>): ReturnType<EventStore['loadAt']> {
    const tip = await super.loadAt(...args);
    this.tally.read(tip ? 1 : 0);
    return tip;
  }

  override async write(write: TipWrite): ReturnType<EventStore['write']> {
    const result = await super.write(write);
    const after = itemOf(write.stream, write.tip);
    const guards = write.guards?.length ?? 0;
    const pages = write.page.length > 0 ? [pageItemOf(write)] : [];
    const inTransaction = pages.length + guards > 0;
    this.tally.write(after.PK, writeUnitsOf(after) * (inTransaction ? 2 : 1));
    for (const page of pages) this.tally.page(page.PK, writeUnitsOf(page) * 2);
    this.tally.guards(guards * 2);
    if (result.kind === 'written') this.#keep(after);
    return result;
  }

  override async paged(...args: Parameters<InMemoryEventStore['paged']>): ReturnType<EventStore['paged']> {
    const events = await super.paged(...args);
    this.tally.read(events.length);
    return events;
  }

  override async queryIndex(
    ...args: Parameters<EventStore['queryIndex']>
  ): ReturnType<EventStore['queryIndex']> {
    const rows = await super.queryIndex(...args);
    this.tally.read(rows.items.length);
    return rows;
  }

  override async queryBase(
    ...args: Parameters<EventStore['queryBase']>
  ): ReturnType<EventStore['queryBase']> {
    const rows = await super.queryBase(...args);
    this.tally.read(rows.items.length);
    return rows;
  }

  #keep(after: Item): void {
    const place = `${after.PK}\n${after.SK}`;
    const before = this.#items.get(place);
    this.#countIndexes(before, after);
    this.#items.set(place, after);
    this.changes.push({ before, after });
  }

  /** An entry whose key stays is written once; one whose key moves is deleted and written; one that stays as it was costs nothing. */
  #countIndexes(before: Item | undefined, after: Item): void {
    for (const index of INDEXES) {
      const [old, now] = [before && entryOf(before, index), entryOf(after, index)];
      const partition = `${index.name}PK`;
      if (JSON.stringify(old) === JSON.stringify(now)) continue;
      const moved =
        old?.[partition] !== now?.[partition] || old?.[`${index.name}SK`] !== now?.[`${index.name}SK`];
      if (old && moved) this.tally.index(old[partition], writeUnitsOf(old));
      if (now) this.tally.index(now[partition], writeUnitsOf(now));
    }
  }
}

function entryOf(item: Item, { name, projected }: (typeof INDEXES)[number]): Item | undefined {
  if (item[`${name}PK`] === undefined) return undefined;
  const fields = ['PK', 'SK', `${name}PK`, `${name}SK`, ...projected];
  return Object.fromEntries(fields.map((field) => [field, item[field]]));
}
