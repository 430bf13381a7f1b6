import * as z from 'zod';
import type { Envelope } from '#schemas/envelope.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { Caller } from './caller.ts';
import { type Cursors, cursorScope } from './cursor.ts';
import { notFound } from './not-found.ts';
import { openCursor, pageBody } from './paging.ts';
import type { RequestContext } from './request-context.ts';

const AfterVersion = z.int().min(0);

interface HistoryRequest {
  readonly key: string;
  /** The word for the thing when there is none. */
  readonly kind: string;
  readonly query: { readonly limit: number; readonly cursor?: string | undefined };
  readonly caller: Caller;
  readonly request: RequestContext;
}

/**
 * A page of the history of one thing of the caller's account, oldest first. Refuses with `not-found` a thing that
 * never was.
 *
 * @example route(contracts.getSeedHistory, ({ params, ...input }, deps: QueriesDeps) =>
 *   historyPage(deps, Seed, { key: keyParam(params.id, 'seed'), kind: 'seed', ...input }))
 */
export async function historyPage<S, C, E extends DomainEvent>(
  { store, cursors }: { readonly store: EventStore; readonly cursors: Cursors },
  aggregate: Aggregate<S, C, E>,
  { key, kind, query, caller, request }: HistoryRequest,
): Promise<{ readonly status: 200; readonly body: { items: readonly Envelope[]; cursor?: string } }> {
  const scope = cursorScope(caller, request, query);
  const { cursor: after = 0 } = await openCursor(cursors, scope, query.cursor, AfterVersion);
  const history = await historyOf(store, aggregate, caller.accountId, key, { after, limit: query.limit });
  if (!history) throw notFound(kind);
  const { events, next } = history;
  const listed = next === undefined ? { items: events } : { items: events, cursor: next };
  return { status: 200, body: await pageBody(cursors, scope, listed) };
}
