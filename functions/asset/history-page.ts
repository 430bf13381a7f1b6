import * as z from 'zod';
import type { Envelope } from '../../schemas/envelope.ts';
import type { DomainEvent } from '../../schemas/event.ts';
import type { Aggregate } from '../shared/aggregate/aggregate.ts';
import { historyOf } from '../shared/aggregate/history.ts';
import type { Caller } from '../shared/http/caller.ts';
import { cursorScope } from '../shared/http/cursor.ts';
import { notFound } from '../shared/http/not-found.ts';
import type { RequestContext } from '../shared/http/request-context.ts';
import type { QueriesDeps } from './deps.ts';
import { openCursor, pageBody } from './paging.ts';

const AfterVersion = z.int().min(0);

/** A page of the history of one thing, oldest first. Every aggregate of the service answers its own like this. */
export async function historyPage<S, C, E extends DomainEvent>(
  { store, cursors }: QueriesDeps,
  aggregate: Aggregate<S, C, E>,
  key: string,
  {
    query,
    caller,
    request,
  }: {
    readonly query: { readonly limit: number; readonly cursor?: string | undefined };
    readonly caller: Caller;
    readonly request: RequestContext;
  },
): Promise<{ readonly status: 200; readonly body: { items: readonly Envelope[]; cursor?: string } }> {
  const scope = cursorScope(caller, request, { ...query, key });
  const { cursor: after = 0 } = await openCursor(cursors, scope, query.cursor, AfterVersion);
  const history = await historyOf(store, aggregate, caller.accountId, key, { after, limit: query.limit });
  if (!history) throw notFound(aggregate.type.toLowerCase());
  const { events, next } = history;
  const listed = next === undefined ? { items: events } : { items: events, cursor: next };
  return { status: 200, body: await pageBody(cursors, scope, listed) };
}
