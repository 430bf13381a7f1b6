import * as z from 'zod';
import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { commandContext, etag } from '#shared/http/request-context.ts';
import { type Route, route } from '#shared/http/route.ts';
import type { LogFields, Observability } from '#shared/runtime/observability.ts';
import { httpEvent, lambdaContext, type Request } from './events.ts';

export const getToy = contract({
  name: 'getToy',
  method: 'GET',
  path: '/toys/{id}',
  permission: 'read',
  summary: 'One toy',
  params: z.strictObject({ id: z.string() }),
  answers: { 200: z.strictObject({ key: z.string(), pieces: z.int() }) },
});

export const listToys = contract({
  name: 'listToys',
  method: 'GET',
  path: '/toys',
  permission: 'read',
  summary: 'Toys, a page at a time',
  query: z.object({
    ...PageQuery,
    color: z.enum(['red', 'blue']).optional(),
    tag: z.array(z.string()).optional(),
  }),
  answers: { 200: page(z.strictObject({ key: z.string() })) },
});

const Part = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wheel'), size: z.int().min(1).max(9) }),
  z.strictObject({ kind: z.literal('door'), open: z.boolean() }),
]);

export const addToy = contract({
  name: 'addToy',
  method: 'POST',
  path: '/toys',
  permission: 'write_assets',
  summary: 'Adds a toy',
  body: z.strictObject({
    key: z.string().min(3).max(10),
    color: z.enum(['red', 'blue']).default('red'),
    ports: z
      .array(z.strictObject({ port: z.int().min(1).max(65535) }))
      .max(3)
      .default([]),
    parts: z.array(Part).optional(),
    owner: z.union([z.uuid(), z.strictObject({ name: z.string() })]).optional(),
    notes: z.json().optional(),
  }),
  answers: { 201: Written, 200: Written },
});

export const breakToy = contract({
  name: 'breakToy',
  method: 'POST',
  path: '/toys/{id}/break',
  permission: 'write_assets',
  summary: 'Breaks a toy',
  params: z.strictObject({ id: z.string() }),
  answers: { 200: Written },
  refusals: ['too-sturdy'],
});

export const health = contract({
  name: 'health',
  method: 'GET',
  path: '/health',
  permission: 'public',
  summary: 'Whether it is there',
  answers: { 200: z.strictObject({ ok: z.boolean() }) },
});

export interface Seen {
  readonly input: unknown;
}

export interface ToyDeps {
  /** What `breakToy` does; for failures of every kind. */
  readonly onBreak: () => unknown;
  readonly seen: Seen[];
}

export const toyRoutes: readonly Route<ToyDeps>[] = [
  route(getToy, async ({ params }) => {
    const key = keyParam(params.id, 'toy');
    if (key !== 'bear') throw notFound('toy');
    return { status: 200, body: { key, pieces: 1 }, headers: etag(7) };
  }),
  route(listToys, async (input, { seen }: ToyDeps) => {
    seen.push({ input });
    return { status: 200, body: { items: [{ key: 'bear' }] } };
  }),
  route(addToy, async ({ body, caller, request }, { seen }: ToyDeps) => {
    seen.push({ input: { body, request, context: commandContext(caller, request) } });
    return { status: 201, body: { id: 'x', key: body.key, version: 1 } };
  }),
  route(breakToy, async ({ request }, { onBreak, seen }: ToyDeps) => {
    seen.push({ input: { request } });
    await onBreak();
    return { status: 200, body: { id: 'x', key: 'bear', version: 2 } };
  }),
  route(health, async () => ({ status: 200, body: { ok: true } })),
];

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** The fields of answers and problems that tests look at. */
export interface Body {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: HttpResult['headers'];
  readonly body: Body;
}

/** A toy service under a clock and an id generator of its own; remembers what it logged, counted and was given. */
export function toyService({ onBreak = () => {} }: { readonly onBreak?: () => unknown } = {}) {
  const lines: LogLine[] = [];
  const counts: { readonly name: string; readonly dimensions: Readonly<Record<string, string>> }[] = [];
  const seen: Seen[] = [];
  const logAt = (level: LogLine['level']) => (message: string, fields: LogFields) =>
    void lines.push({ level, message, fields });
  const observability: Observability = {
    log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    meter: { count: (name, dimensions) => void counts.push({ name, dimensions }) },
  };
  let ids = 0;
  let ticks = 0;
  const handler = createHttpHandler({
    routes: toyRoutes,
    deps: { onBreak, seen },
    service: 'asset',
    clock: () => new Date(1767607200000 + 5 * ticks++).toISOString(),
    newId: () => `id-${++ids}`,
    observability,
  });
  const call = async (request: Request, remainingMs?: number): Promise<Answered> => {
    const { statusCode, headers, body } = await handler(httpEvent(request), lambdaContext(remainingMs));
    return { status: statusCode, headers, body: JSON.parse(body) };
  };
  return { call, lines, counts, seen };
}
