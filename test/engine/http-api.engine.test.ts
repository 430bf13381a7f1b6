import { describe, expect, it } from 'vitest';
import { reachableApiUrl } from '../../local/api-url.ts';
import { arn, attribute, lambda, type Resource, type Resources, ref, stackOf } from './fixture.ts';

const echo = `
exports.handler = async (event) => {
  if (event.rawPath.endsWith('/boom')) throw new Error('internals of the function');
  if (event.rawPath.endsWith('/created')) {
    return { statusCode: 201, headers: { etag: '"7"', 'content-type': 'application/problem+json' }, body: '{"a":"ä"}' };
  }
  if (event.rawPath.endsWith('/binary')) return { statusCode: 200, body: 'AAEC/w==', isBase64Encoded: true };
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

const authorizer = `
exports.handler = async (event) => ({
  isAuthorized: event.headers.authorization !== 'Bearer bad',
  context: { account: event.headers.account ?? 'none', token: event.headers.authorization ?? 'none', path: event.rawPath, route: event.routeKey },
});`;

const invocationUri = (id: string) => ({
  'Fn::Join': [
    '',
    ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', arn(id), '/invocations'],
  ],
});

const authorizerOf = (identitySource: readonly string[]): Resource => ({
  Type: 'AWS::ApiGatewayV2::Authorizer',
  Properties: {
    ApiId: ref('Api'),
    Name: identitySource.length ? 'with-source' : 'without-source',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: invocationUri('Authorizer'),
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: identitySource,
    AuthorizerResultTtlInSeconds: 0,
  },
});

const route = (key: string, authorizerId?: string): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: ref('Api'),
    RouteKey: key,
    Target: { 'Fn::Join': ['/', ['integrations', ref('Integration')]] },
    ...(authorizerId ? { AuthorizationType: 'CUSTOM', AuthorizerId: ref(authorizerId) } : {}),
  },
});

const permission = (id: string): Resources => ({
  [`${id}Permission`]: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: ref(id),
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:', ref('AWS::AccountId'), ':', ref('Api'), '/*']],
      },
    },
  },
});

const stack = stackOf(
  {
    ...lambda('Echo', { code: echo }),
    ...lambda('Authorizer', { code: authorizer }),
    ...permission('Echo'),
    ...permission('Authorizer'),
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: ref('AWS::StackName'),
        ProtocolType: 'HTTP',
        CorsConfiguration: {
          AllowOrigins: ['https://app.example'],
          AllowMethods: ['GET', 'POST'],
          AllowHeaders: ['authorization', 'content-type'],
          MaxAge: 600,
        },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: ref('Api'),
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Echo'),
        IntegrationMethod: 'POST',
        PayloadFormatVersion: '2.0',
      },
    },
    WithSource: authorizerOf(['$request.header.Authorization']),
    WithoutSource: authorizerOf([]),
    Open: route('ANY /open/{proxy+}'),
    Thing: route('GET /things/{key}'),
    Parts: route('GET /things/{key}/parts/{part}'),
    Post: route('POST /things'),
    Strict: route('GET /strict', 'WithSource'),
    Judged: route('GET /judged', 'WithoutSource'),
  },
  { url: attribute('Api', 'ApiEndpoint') },
);

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(reachableApiUrl(process.env.AWS_ENDPOINT_URL ?? '', stack.url) + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
};

describe.concurrent('a request', () => {
  it('answers 200 requests at once, of which each would need a function of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        call(`/strict?n=${n}`, { headers: { authorization: 'Bearer good' } }),
      ),
    );
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect([...statuses].map(([status, { length }]) => [status, length])).toEqual([[200, 200]]);
    expect(new Set(answers.map(({ json }) => json().rawQueryString)).size).toBe(200);
  });

  it('reaches its function in payload format 2.0', async () => {
    const { json } = await call('/things?b=2&a=1&a=3', {
      method: 'POST',
      body: '{"name":"ä"}',
      headers: { 'content-type': 'application/json', 'Idempotency-Key': 'k1', 'x-list': '1, 2' },
    });
    const event = json();
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things',
      rawPath: '/things',
      rawQueryString: 'b=2&a=1&a=3',
      queryStringParameters: { b: '2', a: '1,3' },
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', 'x-list': '1, 2' },
      body: '{"name":"ä"}',
      isBase64Encoded: false,
    });
    expect(event.requestContext).toMatchObject({
      http: { method: 'POST', path: '/things', protocol: 'HTTP/1.1', sourceIp: expect.any(String) },
      requestId: expect.any(String),
      timeEpoch: expect.any(Number),
      routeKey: 'POST /things',
      stage: '$default',
    });
  });

  it('has its path parameters decoded', async () => {
    const { json } = await call('/things/a%20b%C3%A4/parts/fe80%3A%3A1');
    expect(json().pathParameters).toEqual({ key: 'a bä', part: 'fe80::1' });
  });

  it('gets the status, the headers and the text of the answer', async () => {
    const { status, headers, text } = await call('/open/created');
    expect([status, headers.get('etag'), headers.get('content-type'), text]).toEqual([
      201,
      '"7"',
      'application/problem+json',
      '{"a":"ä"}',
    ]);
  });

  it('gets 404 when no route is its own: by a wrong path or a wrong method', async () => {
    for (const path of ['/nothing', '/things']) {
      const { status, json } = await call(path);
      expect([status, json()]).toEqual([404, { message: 'Not Found' }]);
    }
  });

  it('gets 500 and nothing of the internals when the function fails', async () => {
    const { status, json } = await call('/open/boom');
    expect([status, json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('of a browser of an allowed origin may be made, and of another may not', async () => {
    const preflight = (origin: string) =>
      call('/things', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://app.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe.concurrent('an authorizer', () => {
  const bearer = (token: string, more: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${token}`, ...more },
  });

  it('with an identity source is not asked about a request without it, which gets 401', async () => {
    const { status, json } = await call('/strict');
    expect([status, json()]).toEqual([401, { message: 'Unauthorized' }]);
  });

  it('that says no makes it 403', async () => {
    const { status, json } = await call('/strict', bearer('bad'));
    expect([status, json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  it('hands its context to the function', async () => {
    const { json } = await call('/strict', bearer('good'));
    expect(json().requestContext.authorizer.lambda).toEqual({
      account: 'none',
      token: 'Bearer good',
      path: '/strict',
      route: 'GET /strict',
    });
  });

  it('without an identity source judges every request', async () => {
    const { status, json } = await call('/judged');
    expect(status).toBe(200);
    expect(json().requestContext.authorizer.lambda).toMatchObject({ token: 'none' });
  });

  it('without a cache judges the same token anew for each account', async () => {
    for (const account of ['first', 'second', 'first']) {
      const { json } = await call('/judged', bearer('one', { account }));
      expect(json().requestContext.authorizer.lambda.account).toBe(account);
    }
  });
});
