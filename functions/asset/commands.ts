import { createHttpHandler } from '#shared/http/handler.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { commandRoutes } from './command-routes.generated.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';

export const handler = createHttpHandler({
  routes: commandRoutes,
  deps: createCommandsDeps(readEnv(CommandsEnv)),
  service: 'asset',
  limiter: createRequestLimiter(),
});
