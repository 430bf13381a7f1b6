import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Method } from '#schemas/contract.ts';

export const ACCOUNT = '0b0f3f7e-6a1c-4c58-9a54-1a2b3c4d5e6f';

export interface Request {
  readonly method?: Method;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** The body as it is, instead of as JSON. */
  readonly raw?: string;
  readonly base64?: boolean;
  /** A body that is base64 already. */
  readonly rawBase64?: string;
  /** The authorizer's context; undefined: no authorizer answered. */
  readonly authorizer?: unknown;
  readonly pathParameters?: Record<string, string>;
  readonly stage?: string;
}

export const granted = (permissions: string, accountId = ACCOUNT) => ({
  outcome: 'granted',
  accountId,
  actor: 'user:ada@example.com',
  role: 'analyst',
  permissions,
});

const utf8 = (text: string, base64: boolean) => (base64 ? Buffer.from(text).toString('base64') : text);

/** An event as an HTTP API sends it (payload format 2.0) for a request that a client made. */
export function httpEvent(request: Request): APIGatewayProxyEventV2 {
  const { method = 'GET', path = '/', query = '', base64 = false, stage = '$default', rawBase64 } = request;
  const text = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const event = {
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: 'api.example.com',
      authorization: 'Bearer secret-token',
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    ...(request.pathParameters && { pathParameters: request.pathParameters }),
    ...(text !== undefined && { body: rawBase64 ?? utf8(text, base64) }),
    isBase64Encoded: base64,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: 'ANY /{proxy+}',
      stage,
      time: '05/Jan/2026:10:00:00 +0000',
      timeEpoch: 1767607200000,
      ...('authorizer' in request
        ? request.authorizer === undefined
          ? {}
          : { authorizer: { lambda: request.authorizer } }
        : { authorizer: { lambda: granted('read write_assets') } }),
    },
  };
  return event as unknown as APIGatewayProxyEventV2;
}

export const lambdaContext = (remainingMs = 10_000): Context =>
  ({
    awsRequestId: 'lambda-1',
    getRemainingTimeInMillis: () => remainingMs,
  }) as unknown as Context;
