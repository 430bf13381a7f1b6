import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Contract } from '#schemas/contract.ts';
import { contracts } from '#schemas/services.ts';

export interface FakeCall {
  readonly route: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Routes by their contract's name. */
export type FakeRoutes = Readonly<Record<string, (call: FakeCall) => FakeAnswer>>;

export interface FakeApi {
  readonly url: string;
  /** Every call of a contract, in order. */
  readonly calls: FakeCall[];
  /** Bodies that were PUT to /upload/{name}. */
  readonly uploads: Map<string, Buffer>;
  stop(): Promise<void>;
}

export const problem = (status: number, code: string, more: object = {}): FakeAnswer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, correlationId: 'corr-1', ...more },
});

function matching(
  method: string,
  path: string,
): { contract: Contract; params: Record<string, string> } | undefined {
  for (const contract of contracts) {
    const pattern = contract.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)').replaceAll('.', '\\.');
    const match = contract.method === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (match) {
      const params = Object.entries({ ...match.groups }).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ]);
      return { contract, params: Object.fromEntries(params) };
    }
  }
  return undefined;
}

async function serveContract(request: IncomingMessage, url: URL, routes: FakeRoutes, calls: FakeCall[]) {
  const found = matching(request.method ?? '', url.pathname);
  if (!found) return problem(404, 'not-found');
  const { contract, params } = found;
  const text = (await buffer(request)).toString('utf8');
  // What the contract refuses, the real API refuses too.
  const query = contract.query?.parse(Object.fromEntries(url.searchParams)) ?? {};
  const body = contract.body?.parse(JSON.parse(text || '{}'));
  if (contract.permission !== 'public' && request.headers.authorization !== 'Bearer fake-token') {
    return problem(401, 'unauthenticated');
  }
  const call = { route: contract.name, params, query, body, headers: request.headers };
  calls.push(call);
  const answer =
    routes[contract.name]?.(call) ?? problem(404, 'not-found', { detail: `${contract.name} is not faked` });
  const schema = contract.answers[answer.status];
  if (schema) schema.parse(answer.body);
  return answer;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  api: Omit<FakeApi, 'stop'>,
  routes: FakeRoutes,
) {
  const url = new URL(request.url ?? '/', api.url);
  if (url.pathname.startsWith('/upload/')) {
    // An object store wants to know the length, and refuses chunks.
    const known = request.headers['content-length'] !== undefined && !request.headers['transfer-encoding'];
    api.uploads.set(url.pathname.slice('/upload/'.length), await buffer(request));
    response.writeHead(known ? 200 : 411).end();
    return;
  }
  const { status, body } = await serveContract(request, url, routes, api.calls);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const stopServer = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const signedIn: FakeRoutes = {
  createToken: ({ body }) =>
    (body as { secret: string }).secret === 'right'
      ? {
          status: 200,
          body: { token: 'fake-token', expiresIn: 900, account: '01900000-0000-7000-8000-000000000001' },
        }
      : problem(401, 'invalid-credentials', {
          detail: 'There is no such API key, or its secret is another one.',
        }),
};

/** An API of the given routes on a free loopback port. It holds both sides to the contracts. */
export async function startFakeApi(routes: FakeRoutes): Promise<FakeApi> {
  const api = { url: '', calls: [] as FakeCall[], uploads: new Map<string, Buffer>() };
  const server = createServer((request, response) => {
    serve(request, response, api, { ...signedIn, ...routes }).catch((error: unknown) => {
      // A test then sees what went against the contract.
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(problem(400, 'invalid', { detail: String(error) }).body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...api, stop: () => stopServer(server) };
}
