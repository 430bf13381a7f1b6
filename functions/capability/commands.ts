import { createHttpHandler } from '#shared/http/handler.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { createCommandsHandler } from '#shared/operation/commands-handler.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { capabilityOperations } from './capability/operations.ts';
import { commandRoutes } from './command-routes.generated.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';

const deps = createCommandsDeps(readEnv(CommandsEnv));
const observability = createObservability('capability');

export const handler = createCommandsHandler({
  http: createHttpHandler({
    routes: commandRoutes,
    deps,
    service: 'capability',
    observability,
    limiter: createRequestLimiter(),
  }),
  operations: capabilityOperations,
  deps,
  log: observability.log,
  clock: systemClock,
});
