import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Cursors, createCursors } from '#shared/http/cursor.ts';
import { createCursorKey } from '#shared/http/cursor-key.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { ServiceEnv } from '#shared/runtime/env.ts';

export const CommandsEnv = ServiceEnv;
export const QueriesEnv = ServiceEnv.extend({ CURSOR_SECRET: z.string().min(1) });
export const ReactionsEnv = ServiceEnv.extend({
  FILES_BUCKET: z.string().min(1),
  IMPORTS_QUEUE_URL: z.url(),
  MATCHES_QUEUE_URL: z.url(),
});

/** The dependencies of routes that change something. */
export interface CommandsDeps {
  readonly store: EventStore;
}

/** The dependencies of routes that read. */
export interface QueriesDeps {
  readonly store: EventStore;
  readonly cursors: Cursors;
  /** Where the lists of imports lie. */
  readonly objects: ObjectStore;
}

export const createCommandsDeps = (env: z.infer<typeof CommandsEnv>): CommandsDeps => ({
  store: dynamoEventStore(env),
});

export const createQueriesDeps = (env: z.infer<typeof QueriesEnv>): QueriesDeps => ({
  store: dynamoEventStore(env),
  objects: createS3ObjectStore(),
  cursors: createCursors(createCursorKey(new SecretsManagerClient({}), env.CURSOR_SECRET)),
});
