import { createHttpHandler } from '#shared/http/handler.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { createQueriesDeps, QueriesEnv } from './deps.ts';
import { queryRoutes } from './query-routes.generated.ts';

export const handler = createHttpHandler({
  routes: queryRoutes,
  deps: createQueriesDeps(readEnv(QueriesEnv)),
  service: 'capability',
  limiter: createRequestLimiter(),
});
