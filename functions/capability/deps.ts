import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Cursors, createCursors } from '#shared/http/cursor.ts';
import { createCursorKey } from '#shared/http/cursor-key.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { createSignedUploads, type Uploads } from '#shared/object-store/signed-uploads.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { ServiceEnv } from '#shared/runtime/env.ts';
import { type Catalogue, createCatalogue } from './capability/catalogue.ts';

export const CommandsEnv = ServiceEnv.extend({
  FILES_BUCKET: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_S3: z.url().optional(),
});
export const QueriesEnv = ServiceEnv.extend({ CURSOR_SECRET: z.string().min(1) });

/** The dependencies of routes that change something. */
export interface CommandsDeps {
  readonly store: EventStore;
  readonly uploads: Uploads;
  /** The service's own bucket: uploads and reports. */
  readonly filesBucket: string;
  readonly catalogue: Catalogue;
}

/** The dependencies of routes that read. */
export interface QueriesDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly cursors: Cursors;
  readonly catalogue: Catalogue;
}

const catalogued = (store: EventStore) => ({ store, catalogue: createCatalogue(store) });

export const createCommandsDeps = (env: z.infer<typeof CommandsEnv>): CommandsDeps => ({
  ...catalogued(dynamoEventStore(env)),
  filesBucket: env.FILES_BUCKET,
  uploads: createSignedUploads({
    region: env.AWS_REGION,
    endpoint: env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    },
  }),
});

export const createQueriesDeps = (env: z.infer<typeof QueriesEnv>): QueriesDeps => ({
  ...catalogued(dynamoEventStore(env)),
  objects: createS3ObjectStore(),
  cursors: createCursors(createCursorKey(new SecretsManagerClient({}), env.CURSOR_SECRET)),
});
