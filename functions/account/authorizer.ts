import { systemClock } from '../shared/runtime/clock.ts';
import { readEnv } from '../shared/runtime/env.ts';
import { createAuthorizer } from './authorize.ts';
import { AuthorizerEnv, createAuthorizerDeps } from './deps.ts';

export const handler = createAuthorizer(createAuthorizerDeps(readEnv(AuthorizerEnv)), systemClock);
