import * as z from 'zod';
import type { Envelope } from '../../schemas/envelope.ts';
import type { DomainEvent } from '../../schemas/event.ts';
import type { Aggregate } from '../shared/aggregate/aggregate.ts';
import { historyOf } from '../shared/aggregate/history.ts';
import type { Caller } from '../shared/http/caller.ts';
import { cursorScope } from '../shared/http/cursor.ts';
import { notFound } from '../shared/http/not-found.ts';
import type { RequestContext } from '../shared/http/request-context.ts';
import type { QueryDeps } from './deps.ts';

interface HistoryRequest {
  readonly caller: Caller;
  readonly request: RequestContext;
  readonly query: { readonly limit: number; readonly cursor?: string | undefined };
  readonly key: string;
  /** What the thing is called when there is none. */
  readonly kind: string;
}

/** A page of the history of one thing of the caller's account, oldest first. Refuses with `not-found` what never was. */
export async function historyPage<S, C, E extends DomainEvent>(
  { store, cursors }: Pick<QueryDeps, 'store' | 'cursors'>,
  aggregate: Aggregate<S, C, E>,
  { caller, request, query, key, kind }: HistoryRequest,
): Promise<{ items: readonly Envelope[]; cursor?: string }> {
  const scope = cursorScope(caller, request, query);
  const after = query.cursor === undefined ? 0 : await cursors.open(scope, query.cursor, z.int().min(0));
  const history = await historyOf(store, aggregate, caller.accountId, key, { after, limit: query.limit });
  if (!history) throw notFound(kind);
  const { events, next } = history;
  return { items: events, ...(next !== undefined && { cursor: await cursors.seal(scope, next) }) };
}
