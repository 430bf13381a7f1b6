import { systemClock } from '#shared/runtime/clock.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { AuthorizerEnv, createAuthorizerDeps } from './deps.ts';
import { createAuthorizer } from './token/authorize.ts';

export const handler = createAuthorizer(createAuthorizerDeps(readEnv(AuthorizerEnv)), systemClock);
