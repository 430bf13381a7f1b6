import type * as z from 'zod';
import { ChunksTask, ChunkTask } from '#schemas/asset/import/state.ts';
import { MatchTask } from '#schemas/asset/seed/match-task.ts';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import { type Contract, Problem } from '#schemas/contract.ts';
import { PublishedEvent } from '#schemas/envelope.ts';
import { idOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore, InMemoryEventStore } from '#shared/event-store/in-memory.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { derivedId } from '#shared/identity.ts';
import { TAKEN } from '#shared/messaging/delivery.ts';
import type { Queue } from '#shared/messaging/queue.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import type { Observability } from '#shared/runtime/observability.ts';
import { type AssetReactionsOptions, assetReactions } from '../../functions/asset/asset-reactions.ts';
import { commandRoutes } from '../../functions/asset/command-routes.generated.ts';
import { queryRoutes } from '../../functions/asset/query-routes.generated.ts';
import { makeReport } from '../../functions/capability/scan/make-report.ts';
import { publishedGolden } from '../kit/published-golden.ts';
import { ACCOUNT, granted, httpEvent, lambdaContext } from '../shared/http/events.ts';
import { at } from './samples.ts';

export interface Call {
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Record<string, string>;
  readonly account?: string;
  readonly permissions?: string;
}

type Success<C extends Contract> = z.output<C['answers'][keyof C['answers'] & number]>;

const QUIET: Observability = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  meter: { count: () => undefined },
};

/** All that a deployed asset service is, in this process: its functions, its table, its bucket and its import queue. */
export function assetService({
  store = createInMemoryStore(),
  ...options
}: { store?: EventStore } & AssetReactionsOptions = {}) {
  let now = at(0);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `made-${ids}`;
  };
  const objects = createInMemoryObjectStore();
  const queue: ChunkTask[] = [];
  const further: ChunksTask[] = [];
  const imports: Queue = {
    send: async (messages) => {
      for (const task of messages.map(({ body }) => ChunkTask.or(ChunksTask).parse(JSON.parse(body)))) {
        if ('from' in task) further.push(task);
        else queue.push(task);
      }
      return messages.map(() => TAKEN);
    },
  };
  const common = { service: 'asset', clock: () => now, newId, observability: QUIET } as const;
  const commands = createHttpHandler({ routes: commandRoutes, deps: { store }, ...common });
  const cursors = createCursors(async () => Buffer.alloc(32, 7));
  const queries = createHttpHandler({ routes: queryRoutes, deps: { store, objects, cursors }, ...common });
  const matching: MatchTask[] = [];
  const matches: Queue = {
    send: async (messages) => {
      matching.push(...messages.map(({ body }) => MatchTask.parse(JSON.parse(body))));
      return messages.map(() => TAKEN);
    },
  };
  const importDeps = { store, objects, filesBucket: 'files', imports, matches };
  const reactions = assetReactions(importDeps, options);

  async function call(contract: Contract, made: Call = {}) {
    const { id, body, query = {}, headers, account = ACCOUNT, permissions = 'read write_assets' } = made;
    const event = httpEvent({
      method: contract.method,
      path: contract.path.replace('{id}', encodeURIComponent(id ?? '')),
      query: new URLSearchParams(query).toString(),
      ...(id !== undefined && { pathParameters: { id } }),
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
      authorizer: granted(permissions, account),
    });
    const handler = contract.method === 'GET' ? queries : commands;
    const result = (await handler(event, lambdaContext())) as HttpResult;
    const answered: unknown = JSON.parse(result.body);
    const problem = result.statusCode >= 400 ? Problem.parse(answered) : undefined;
    return { status: result.statusCode, problem, body: answered, headers: result.headers };
  }

  /** A call that goes well, and what it answers. */
  async function ok<const C extends Contract>(contract: C, made: Call = {}): Promise<Success<C>> {
    const { status, body } = await call(contract, made);
    const schema = contract.answers[status];
    if (!schema) throw new Error(`${contract.name} answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body) as Success<C>;
  }

  /** A job's report, and the event that announces it. */
  async function report(
    name: string,
    file: Uint8Array,
    receivedAt = now,
    capability: CapabilityName = 'nmap',
  ): Promise<PublishedEvent> {
    const jobId = derivedId('job', name, receivedAt);
    const object = { bucket: 'scans', key: `uploads/${jobId}` };
    await objects.write(object, file, 'application/octet-stream');
    const formats = builtInCapabilities[capability].formats.map((format) => format.name);
    const { manifest, counts, tool, warnings } = await makeReport(
      objects,
      { object, name, size: file.byteLength, receivedAt, maxBytes: 1e9, taken: { capability, formats } },
      { bucket: 'scans', prefix: `reports/${ACCOUNT}/${jobId}/1`, jobId },
    );
    const data = {
      jobId,
      capability,
      at: receivedAt,
      attempt: 1,
      fileName: name,
      manifest,
      counts,
      tool,
      warnings,
    };
    return PublishedEvent.parse({
      ...publishedGolden('capability', 'JobCompleted.v2'),
      event_id: derivedId('event', jobId),
      aggregate_id: jobKey(jobId),
      aggregate_version: 4,
      event_data: data,
      metadata: {
        account_id: AccountId.parse(ACCOUNT),
        actor: 'service:capability',
        command_id: 'c',
        correlation_id: 'corr-1',
        causation_id: 'cause-1',
        vector_clock: {},
      },
      timestamp: receivedAt,
      state_version: 4,
    });
  }

  /** Takes every message of the import queue, in order. */
  async function drain(): Promise<void> {
    while (queue.length + further.length > 0) {
      for (const task of [...queue.splice(0), ...further.splice(0)]) await handle(task);
    }
  }

  const handle = (task: ChunkTask | ChunksTask) => reactions.queues.imports(task, now);

  return {
    store,
    objects,
    queue,
    further,
    matching,
    handle,
    matchAssets: (task: MatchTask) => reactions.queues.matches(task, now),
    events: reactions.events,
    importDeps,
    due: reactions.due,
    call,
    ok,
    report,
    drain,
    react: (event: PublishedEvent) => reactions.events.JobCompleted(event, now),
    /** Imports a file from beginning to end. Answers the id of its job. */
    async importScan(
      name: string,
      file: Uint8Array,
      receivedAt = now,
      capability: CapabilityName = 'nmap',
    ): Promise<string> {
      const event = await report(name, file, receivedAt, capability);
      await reactions.events.JobCompleted(event, now);
      await drain();
      return idOf(event.aggregate_id);
    },
    now: () => now,
    /** Everything that a scan left behind beside the uploads, as text: reports, lists, and every item written. */
    async written(): Promise<string> {
      const texts: string[] = [];
      for (const bucket of ['scans', 'files']) {
        for (const key of objects.keys(bucket).filter((each) => !each.startsWith('uploads/'))) {
          for await (const part of await objects.read({ bucket, key }))
            texts.push(Buffer.from(part).toString());
        }
      }
      if (store instanceof InMemoryEventStore) texts.push(JSON.stringify(store.outbox));
      return texts.join('\n');
    },
    pass: (seconds: number) => {
      now = new Date(Date.parse(now) + seconds * 1000).toISOString();
    },
  };
}

export type AssetService = ReturnType<typeof assetService>;
