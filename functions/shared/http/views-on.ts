import type * as z from 'zod';
import type { Contract, Permission } from '#schemas/contract.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { ListedState } from '#shared/aggregate/list.ts';
import type { StoreDeps } from './commands-on.ts';
import type { Cursors } from './cursor.ts';
import { historyPage } from './history-page.ts';
import { notFound } from './not-found.ts';
import { etag } from './request-context.ts';
import { type Input, type Readable, type Route, route } from './route.ts';
import { byId, type Target } from './target.ts';

interface ViewContract extends Contract {
  readonly permission: Permission;
  readonly answers: { readonly 200: z.ZodType };
}

/**
 * Makes the routes that show one thing as it is now: a consistent read, with its version as ETag.
 *
 * @example export const getSeed = viewOn(Seed)(contracts.getSeed, seedView);
 */
export function viewOn<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  target: Target = byId(aggregate),
) {
  function view<const R extends ViewContract>(
    contract: R,
    show: (thing: ListedState<S>, now: Instant) => Readable<z.input<R['answers'][200]>>,
  ): Route<StoreDeps>;
  function view(
    contract: ViewContract,
    show: (thing: ListedState<S>, now: Instant) => unknown,
  ): Route<StoreDeps> {
    return route(contract, async (input: Input<ViewContract>, { store }: StoreDeps) => {
      const key = target.keyOf(input);
      const loaded = await loadAggregate(store, aggregate, input.caller.accountId, key);
      if (!loaded) throw notFound(target.kind);
      const body = show({ key, ...loaded }, input.request.now);
      return { status: 200, body, headers: etag(loaded.version) };
    });
  }
  return view;
}

interface HistoryContract extends Contract {
  readonly permission: Permission;
  readonly query: typeof HistoryQuery;
  readonly answers: { readonly 200: typeof HistoryPage };
}

/**
 * Makes the routes that show the history of one thing.
 *
 * @example export const getSeedHistory = historyOn(Seed)(contracts.getSeedHistory);
 */
export const historyOn =
  <S, C, E extends DomainEvent>(aggregate: Aggregate<S, C, E>, target: Target = byId(aggregate)) =>
  (contract: HistoryContract): Route<StoreDeps & { readonly cursors: Cursors }> =>
    route(contract, (input, deps: StoreDeps & { readonly cursors: Cursors }) =>
      historyPage(deps, aggregate, { key: target.keyOf(input), kind: target.kind, ...input }),
    );
