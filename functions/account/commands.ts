import { createHttpHandler } from '#shared/http/handler.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { createCommandsHandler } from './account/operation.ts';
import { commandRoutes } from './command-routes.generated.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';

const deps = createCommandsDeps(readEnv(CommandsEnv));
const { observability } = deps;
const http = createHttpHandler({ routes: commandRoutes, deps, service: 'account', observability });

export const handler = createCommandsHandler(http, deps, systemClock);
