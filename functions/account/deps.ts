import { randomBytes, randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Cursors, createCursors } from '#shared/http/cursor.ts';
import { createCursorKey } from '#shared/http/cursor-key.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { ServiceEnv } from '#shared/runtime/env.ts';
import { createObservability, type Observability } from '#shared/runtime/observability.ts';
import type { RandomBytes } from './api-key/secret.ts';
import { createKmsSigner } from './token/kms-signer.ts';
import type { TokenKey, TokenSigner } from './token/token-signer.ts';

const Text = z.string().min(1);
const TokenEnv = ServiceEnv.extend({ TOKEN_KEY_ID: Text, TOKEN_ISSUER: Text });

export const CommandsEnv = TokenEnv;
/** Route keys as the gateway spells them, `POST /members,PATCH /members/{id}`. */
const RouteKeys = z.string().transform((text) => new Set(text.split(',')));
export const AuthorizerEnv = TokenEnv.extend({ FRESH_ROUTES: RouteKeys });
export const QueriesEnv = ServiceEnv.extend({ TOKEN_KEY_ID: Text, CURSOR_SECRET: Text });

export interface CommandsDeps {
  readonly store: EventStore;
  readonly signer: TokenSigner;
  readonly issuer: string;
  readonly random: RandomBytes;
  /** A UUID that was never given before. */
  readonly newId: () => string;
  readonly observability: Observability;
}

export interface QueriesDeps {
  readonly store: EventStore;
  readonly tokenKey: TokenKey;
  readonly cursors: Cursors;
}

export interface AuthorizerDeps {
  readonly store: EventStore;
  readonly tokenKey: TokenKey;
  readonly issuer: string;
  /** Route keys of the contracts that are `fresh`. */
  readonly freshRoutes: ReadonlySet<string>;
  readonly observability: Observability;
}

export const createCommandsDeps = (env: z.infer<typeof CommandsEnv>): CommandsDeps => ({
  store: dynamoEventStore(env),
  signer: createKmsSigner(new KMSClient({}), env.TOKEN_KEY_ID),
  issuer: env.TOKEN_ISSUER,
  random: randomBytes,
  newId: randomUUID,
  observability: createObservability(env.SERVICE),
});

export const createQueriesDeps = (env: z.infer<typeof QueriesEnv>): QueriesDeps => ({
  store: dynamoEventStore(env),
  tokenKey: createKmsSigner(new KMSClient({}), env.TOKEN_KEY_ID),
  cursors: createCursors(createCursorKey(new SecretsManagerClient({}), env.CURSOR_SECRET)),
});

export const createAuthorizerDeps = (env: z.infer<typeof AuthorizerEnv>): AuthorizerDeps => ({
  store: dynamoEventStore(env),
  tokenKey: createKmsSigner(new KMSClient({}), env.TOKEN_KEY_ID),
  issuer: env.TOKEN_ISSUER,
  freshRoutes: env.FRESH_ROUTES,
  observability: createObservability(env.SERVICE),
});
