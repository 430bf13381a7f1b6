import type * as z from 'zod';
import type { Contract } from '#schemas/contract.ts';
import { CorrelationId } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Cursors, createCursors } from '#shared/http/cursor.ts';
import type { Route } from '#shared/http/route.ts';
import { serve } from '#shared/http/serve.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { granted, httpEvent } from '../../shared/http/events.ts';

/** What routes that read are given. */
export interface ReadDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly cursors: Cursors;
}

type Answer<C extends Contract> = z.output<C['answers'][200]>;

/** A person who reads when all is over: the real routes, without the scheduler. */
export class Reader {
  readonly #routes: readonly Route<ReadDeps>[];
  readonly #deps: ReadDeps;
  readonly #now: string;

  constructor(routes: readonly Route<ReadDeps>[], deps: Omit<ReadDeps, 'cursors'>, now: number) {
    this.#routes = routes;
    this.#deps = { ...deps, cursors: createCursors(async () => Buffer.alloc(32, 7)) };
    this.#now = new Date(now).toISOString();
  }

  async read<const C extends Contract>(
    contract: C,
    { account, id, query = {} }: { account: string; id?: string; query?: Record<string, string> },
  ): Promise<Answer<C>> {
    const route = this.#routes.find((known) => known.contract.name === contract.name);
    if (!route) throw new Error(`no route serves ${contract.name}`);
    const event = httpEvent({
      method: contract.method,
      path: contract.path.replace('{id}', id ?? ''),
      query: new URLSearchParams(query).toString(),
      authorizer: granted('read', account),
      ...(id !== undefined && { pathParameters: { id } }),
    });
    const around = { deps: this.#deps, clock: () => this.#now, newId: () => 'read' };
    const { statusCode, body, defect } = await serve(route, event, CorrelationId.parse('reader'), around);
    if (statusCode !== 200)
      throw new Error(`${contract.name} answered ${statusCode} ${body}`, { cause: defect });
    return JSON.parse(body) as Answer<C>;
  }

  /** All items of a list, page by page. */
  async all<T>(contract: Contract, { account, id }: { account: string; id?: string }): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '100', ...(cursor && { cursor }) };
      const answer: unknown = await this.read(contract, { account, ...(id && { id }), query });
      const page = answer as { readonly items: readonly T[]; readonly cursor?: string };
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor);
    return items;
  }
}
