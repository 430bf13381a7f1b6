import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { Refusal, TransientFailure } from '#schemas/errors.ts';
import { CorrelationId } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { RequestLimiter } from '#shared/limits/request-limiter.ts';
import { type Clock, systemClock } from '#shared/runtime/clock.ts';
import { createObservability, type Observability } from '#shared/runtime/observability.ts';
import { CORRELATION_HEADER, correlationIdOf, lowerCaseNames } from './headers.ts';
import { type HttpResult, type RequestOutcome, report, resultOf } from './outcome.ts';
import type { Route } from './route.ts';
import { failedRequest, serve } from './serve.ts';

export interface HttpOptions<Deps> {
  readonly routes: readonly Route<NoInfer<Deps>>[];
  readonly deps: Deps;
  readonly service: ServiceName;
  readonly clock?: Clock;
  /** Makes correlation ids, and command ids where the client sent no Idempotency-Key. */
  readonly newId?: () => string;
  readonly observability?: Observability;
  /** How fast requests may come. */
  readonly limiter?: RequestLimiter;
}

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpResult>;

/** So long before Lambda would end the function, the caller is told to try again, and not left with the gateway's own 503. */
const TIMEOUT_EARLY_MS = 250;

/**
 * A Lambda function that serves the given routes to an HTTP API (payload format 2.0).
 * Each request is parsed by its contract, checked against the caller's permissions, handed to its route, and its answer parsed by the contract, too.
 *
 * @example export const handler = createHttpHandler({ routes: [getAsset, listAssets], deps: createDeps(readEnv(Env)), service: 'asset' });
 */
export function createHttpHandler<Deps>(options: HttpOptions<Deps>): HttpHandler {
  const { routes, deps, service } = options;
  const { clock = systemClock, newId = randomUUID } = options;
  const observability = options.observability ?? createObservability(service);
  const around = { deps, clock, newId, limiter: options.limiter };
  const router = httpRouter<APIGatewayProxyEventV2, RequestOutcome>({
    routes: routes.map((route) => ({
      method: route.contract.method,
      path: route.contract.path,
      handler: (event: APIGatewayProxyEventV2) => serve(route, event, correlationId(event), around),
    })),
    notFoundResponse: () => {
      throw new Refusal('not-found', 'There is no such route.');
    },
  });
  const correlationId = (event: APIGatewayProxyEventV2): CorrelationId =>
    correlationIdOf(event.headers) ?? CorrelationId.parse(newId());
  const served = middy<APIGatewayProxyEventV2, RequestOutcome>({
    timeoutEarlyInMillis: TIMEOUT_EARLY_MS,
    timeoutEarlyResponse: () => {
      throw new TransientFailure('out-of-time', 'The function ran out of its time.');
    },
  })
    .before(({ event }) => normalise(event, newId))
    .onError((request) => {
      request.response = failedRequest('none', request.error, correlationId(request.event));
    })
    .handler(router);

  return async (event, context) => {
    const start = Date.parse(clock());
    const outcome = await served(event, context);
    report(observability, outcome, correlationId(event), Date.parse(clock()) - start);
    return resultOf(outcome, correlationId(event));
  };
}

/**
 * Gives the event the form that everything below relies on: header names in lower case, a correlation id, a path
 * without the stage.
 */
function normalise(event: APIGatewayProxyEventV2, newId: () => string): void {
  const headers = lowerCaseNames(event.headers);
  event.headers = { ...headers, [CORRELATION_HEADER]: correlationIdOf(headers) ?? newId() };
  const { stage, http } = event.requestContext;
  if (stage !== '$default' && http.path.startsWith(`/${stage}/`))
    http.path = http.path.slice(stage.length + 1);
}
