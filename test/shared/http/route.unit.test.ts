import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { contract } from '#schemas/contract.ts';
import { AccountId } from '#schemas/primitives.ts';
import type { Caller } from '#shared/http/caller.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { RequestContext } from '#shared/http/request-context.ts';
import { type Answer, type Input, type Route, route } from '#shared/http/route.ts';
import { getToy, type health, listToys } from './toys.ts';

const move = contract({
  name: 'move',
  method: 'POST',
  path: '/things/{id}/move',
  permission: 'write_assets',
  summary: 'Moves a thing',
  params: z.strictObject({ id: z.string() }),
  body: z.strictObject({ to: AccountId, tags: z.array(z.string()).default([]) }),
  answers: { 200: z.strictObject({ at: z.string() }), 202: z.strictObject({ job: z.string() }) },
});

describe('a route', () => {
  it('gets the input that its contract parses', () => {
    route(move, async ({ params, query, body, caller, request }) => {
      expectTypeOf(params).toEqualTypeOf<{ id: string }>();
      expectTypeOf(query).toEqualTypeOf<Record<string, never>>();
      expectTypeOf(body).toEqualTypeOf<{ to: AccountId; tags: string[] }>();
      expectTypeOf(caller).toEqualTypeOf<Caller>();
      expectTypeOf(request).toEqualTypeOf<RequestContext>();
      return { status: 202, body: { job: 'j' } };
    });
    expectTypeOf<Input<typeof listToys>['query']['limit']>().toEqualTypeOf<number>();
  });

  it('has no caller when it is public', () => {
    expectTypeOf<Input<typeof health>['caller']>().toEqualTypeOf<undefined>();
    expectTypeOf<Input<typeof getToy>['caller']>().toEqualTypeOf<Caller>();
  });

  it('may give only the answers of its contract, each status with its own body', () => {
    expectTypeOf<Answer<typeof move>['status']>().toEqualTypeOf<200 | 202>();
    route(move, async () => ({ status: 200, body: { at: 'here' } }));
    route(move, async (_input, deps: { readonly busy: boolean }) =>
      deps.busy ? { status: 202, body: { job: 'j' } } : { status: 200, body: { at: 'here' } },
    );
    expectTypeOf<{ status: 404; body: { at: string } }>().not.toExtend<Answer<typeof move>>();
    expectTypeOf<{ status: 200; body: { job: string } }>().not.toExtend<Answer<typeof move>>();
    expectTypeOf<{ status: 200 }>().not.toExtend<Answer<typeof move>>();
  });

  it('may answer read-only values', () => {
    const items: readonly { readonly key: string }[] = [{ key: 'bear' }];
    route(listToys, async () => ({ status: 200, body: { items } }));
  });

  it('is served only with the dependencies that it needs', () => {
    const needy: Route<{ readonly store: string }> = route(
      getToy,
      async (_input, { store }: { readonly store: string }) => ({
        status: 200,
        body: { key: store, pieces: 1 },
      }),
    );
    createHttpHandler({ routes: [needy], deps: { store: 's', more: 1 }, service: 'asset' });
    expectTypeOf(needy).not.toExtend<Route<Record<string, never>>>();
  });
});
