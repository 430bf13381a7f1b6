import type * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { Json } from '#schemas/primitives.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import type { Caller } from './caller.ts';
import { type Cursors, cursorScope } from './cursor.ts';
import { openCursor, pageBody } from './paging.ts';
import type { RequestContext } from './request-context.ts';

interface ListRequest {
  /** The parsed query, and everything else that a cursor is bound to. */
  readonly query: { readonly limit: number; readonly cursor?: string | undefined } & Readonly<
    Record<string, unknown>
  >;
  readonly caller: Caller;
  readonly request: RequestContext;
}

/**
 * Answers one page of a list: opens the cursor that the client sent back, and signs the one of the next page. A cursor is good for the
 * same account, route and query alone.
 *
 * @example
 * export const listJobs = route(contracts.listJobs, (input, { store, cursors }: QueriesDeps) =>
 *   answerPage(cursors, input, IndexCursor, (page) =>
 *     listIndex(store, Job, input.caller.accountId, { ...page, index: 'byType', partition: 'JOB', show: jobItem }),
 *   ),
 * );
 */
export async function answerPage<Item, Cursor extends Json>(
  cursors: Cursors,
  { query, caller, request }: ListRequest,
  position: z.ZodType<Cursor>,
  list: (page: { readonly limit: number; readonly cursor?: Cursor }) => Promise<Listed<Item, Cursor>>,
): Promise<{ readonly status: 200; readonly body: { items: readonly Item[]; cursor?: string } }> {
  const scope = cursorScope(caller, request, query);
  const { cursor } = await openCursor(cursors, scope, query.cursor, position);
  const listed = await list(defined({ limit: query.limit, cursor }));
  return { status: 200, body: await pageBody(cursors, scope, listed) };
}
