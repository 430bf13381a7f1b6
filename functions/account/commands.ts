import { createHttpHandler } from '#shared/http/handler.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { createCommandsHandler } from '#shared/operation/commands-handler.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { createAccountOperation } from './account/operation.ts';
import { commandRoutes } from './command-routes.generated.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';

const deps = createCommandsDeps(readEnv(CommandsEnv));
const { observability } = deps;

export const handler = createCommandsHandler({
  http: createHttpHandler({
    routes: commandRoutes,
    deps,
    service: 'account',
    observability,
    limiter: createRequestLimiter(),
  }),
  operations: [createAccountOperation],
  deps,
  log: observability.log,
  clock: systemClock,
});
