import type { SQSBatchResponse } from 'aws-lambda';
import type * as z from 'zod';
import { completeJob, createJob } from '#schemas/capability/job/routes.ts';
import {
  ScanManifest as ManifestSchema,
  ScanChunk,
  type ScanManifest,
} from '#schemas/capability/scan/scan-report.ts';
import type { Contract } from '#schemas/contract.ts';
import { keyOf } from '#schemas/id.ts';
import type { Parked } from '#schemas/parked.ts';
import { AccountId } from '#schemas/primitives.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { createConsumer } from '#shared/consumer/reactions.ts';
import type { WaitingMessage } from '#shared/consumer/waiting.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { createCommandsHandler } from '#shared/operation/commands-handler.ts';
import { publishedOf } from '#shared/relay/entry.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import type { Observability } from '#shared/runtime/observability.ts';
import { createCatalogue } from '../../functions/capability/capability/catalogue.ts';
import { capabilityOperations } from '../../functions/capability/capability/operations.ts';
import { capabilityReactions } from '../../functions/capability/capability-reactions.ts';
import { capabilityWorker } from '../../functions/capability/capability-worker.ts';
import { commandRoutes } from '../../functions/capability/command-routes.generated.ts';
import { Job } from '../../functions/capability/job/domain/job.ts';
import { queryRoutes } from '../../functions/capability/query-routes.generated.ts';
import type { ReportOptions } from '../../functions/capability/scan/report-writer.ts';
import { ACCOUNT, granted, httpEvent, lambdaContext } from '../shared/http/events.ts';

export const BUCKET = 'chariot-test-capability-files';
export const OTHER_ACCOUNT = '9a2c5c9e-1c58-4a54-8a54-aaaaaaaaaaaa';
const START = '2026-11-24T13:00:00.000Z';

export interface Call {
  readonly id?: string;
  readonly name?: string;
  readonly body?: unknown;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly account?: string;
  readonly permissions?: string;
}

type Success<C extends Contract> = z.output<C['answers'][keyof C['answers'] & number]>;

const silent: Observability = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  meter: { count: () => undefined },
};

/** All that a deployed capability service is, in this process. */
export function capabilityService({
  store = createInMemoryStore(),
  objects = createInMemoryObjectStore(),
  registered = true,
}: {
  store?: EventStore;
  objects?: ReturnType<typeof createInMemoryObjectStore>;
  /** Whether the sweep has registered what the code has built in. */
  registered?: boolean;
} = {}) {
  let now = START;
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const clock = () => now;
  const common = { service: 'capability', clock, newId, observability: silent } as const;
  const catalogue = createCatalogue(store);
  const commandDeps = { store, uploads: objects, filesBucket: BUCKET, catalogue };
  const commands = createCommandsHandler({
    http: createHttpHandler({ routes: commandRoutes, deps: commandDeps, ...common }),
    operations: capabilityOperations,
    deps: commandDeps,
    log: silent.log,
    clock,
  });
  const { due, onSweep } = capabilityReactions({ store, newId });
  const ready = registered ? onSweep(START) : Promise.resolve();
  const cursors = createCursors(async () => Buffer.alloc(32, 7));
  const queries = createHttpHandler({
    routes: queryRoutes,
    deps: { store, objects, cursors, catalogue: createCatalogue(store) },
    ...common,
  });

  async function call(contract: Contract, made: Call = {}) {
    await ready;
    const { id, name, body, query, headers, account = ACCOUNT, permissions = 'read write_jobs' } = made;
    const params = { ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
    const path = contract.path.replace(/\{(\w+)\}/, encodeURIComponent(id ?? name ?? ''));
    const event = httpEvent({
      method: contract.method,
      path,
      pathParameters: params,
      authorizer: granted(permissions, account),
      ...(body !== undefined && { body }),
      ...(query !== undefined && { query }),
      ...(headers && { headers }),
    });
    const handler = contract.method === 'GET' ? queries : commands;
    const result = (await handler(event, lambdaContext())) as HttpResult;
    return { status: result.statusCode, body: JSON.parse(result.body), headers: result.headers };
  }

  /** A call that goes well, and what it answers. */
  async function ok<const C extends Contract>(contract: C, made: Call = {}): Promise<Success<C>> {
    const { status, body } = await call(contract, made);
    const schema = contract.answers[status];
    if (!schema) throw new Error(`${contract.name} answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body) as Success<C>;
  }

  const stateOf = async (id: string) =>
    (await store.load(streamOf(Job, AccountId.parse(ACCOUNT), keyOf(id)!)))!;

  return {
    store,
    objects,
    call,
    ok,
    stateOf,
    due,
    sweep: onSweep,
    /** Sends something to the function itself, as an operator does. */
    invoke: (event: object) => commands(event, lambdaContext()),
    pass: (seconds: number) => {
      now = plusSeconds(now, seconds);
    },

    /** A job whose file lies where the presigned URL would have put it. */
    async upload(bytes: Uint8Array, fileName = 'scan.xml') {
      const created = await ok(createJob, {
        body: { capability: 'nmap', file: { name: fileName, size: bytes.byteLength } },
      });
      const { data } = await stateOf(created.id);
      await objects.write(data.upload as { bucket: string; key: string }, bytes, 'application/octet-stream');
      return created;
    },

    async uploadAndComplete(bytes: Uint8Array, fileName?: string) {
      const created = await this.upload(bytes, fileName);
      await ok(completeJob, { id: created.id });
      return created.id;
    },

    /** The message that the rule puts into the job queue for the job's last event. */
    async messageFor(id: string) {
      const tip = await stateOf(id);
      const event = tip.events.find(({ event_type }) => event_type === 'JobResultsReceived')!;
      const detail = publishedOf(event, tip);
      return JSON.stringify({ 'detail-type': event.event_type, source: 'chariot.capability', detail });
    },

    /** Lets a worker work on a message; `objects` may be one that breaks. */
    async work(
      message: string,
      broken: {
        objects?: ObjectStore;
        store?: EventStore;
        options?: ReportOptions;
        waiting?: WaitingMessage[];
      } = {},
    ) {
      const parked: Parked[] = [];
      const ports = {
        store: broken.store ?? store,
        objects: broken.objects ?? objects,
        filesBucket: BUCKET,
        catalogue,
        filesAtOnce: 1,
      };
      const worker = createConsumer({
        ...capabilityWorker(ports, broken.options),
        objects: ports.objects,
        clock,
        milliseconds: () => 0,
        wait: async (message) => void broken.waiting?.push(message),
        log: () => undefined,
        park: async (item) => void parked.push(item),
      });
      const response: SQSBatchResponse = await worker({
        Records: [
          {
            messageId: 'm',
            body: message,
            eventSourceARN: 'arn:aws:sqs:eu-central-1:0:chariot-test-capability-jobs',
          },
        ],
      });
      return { parked, again: response.batchItemFailures.length > 0 };
    },

    async manifestOf(id: string): Promise<ScanManifest> {
      const { data } = await stateOf(id);
      return readJson(
        objects,
        data.manifest as { bucket: string; key: string; sha256: string },
        ManifestSchema,
      );
    },

    chunksOf: ({ chunks }: ScanManifest) =>
      Promise.all(chunks.map((chunk) => readJson(objects, chunk, ScanChunk))),
  };
}
