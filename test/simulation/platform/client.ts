import type { Contract } from '#schemas/contract.ts';
import { CorrelationId } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { Route } from '#shared/http/route.ts';
import { serve } from '#shared/http/serve.ts';
import { httpEvent } from '../../shared/http/events.ts';
import type { Platform, Ports } from './platform.ts';

/** A request of a client, which it repeats with the same Idempotency-Key until it gets an answer that is final. */
export interface Request {
  readonly contract: Contract;
  readonly who: string;
  readonly account: string;
  readonly permissions: string;
  /** The API key that the request is made with. */
  readonly keyId?: string;
  /** The id in the path. */
  readonly id?: string;
  readonly body?: unknown;
  readonly idempotencyKey: string;
  /** It may be so already, and then nothing is written. */
  readonly mayBeSo?: true;
}

/** Marks the events of a request: it is the same in all repeats. */
export const correlationOf = ({ idempotencyKey }: Request): string => `request-${idempotencyKey}`;

/** A request that was answered with success: whatever comes, its change is in the history once. */
export interface Acknowledged {
  readonly request: Request;
  readonly service: ServiceName;
  readonly answer: Readonly<Record<string, unknown>>;
  /** How many writes the table had taken when the answer was sent. */
  readonly writes: number;
}

/** The final answer to a request. */
export interface Answer {
  readonly request: Request;
  readonly status: number;
  readonly code: string;
  /** How often the request was made. */
  readonly attempts: number;
}

/** A service's HTTP function, made anew for each request. */
export interface Api<Deps> {
  readonly service: ServiceName;
  readonly routes: readonly Route<Deps>[];
  readonly deps: (ports: Ports) => Deps;
}

const RETRIED = new Set([429, 500, 502, 503, 504]);

const isFinal = (status: number, code: string): boolean =>
  !RETRIED.has(status) && !(status === 409 && code === 'version-conflict');

/** Lets clients make requests, each beginning at any moment. `answered` hears the final status of each. */
export class Clients<Deps> {
  readonly #platform: Platform;
  readonly #api: Api<Deps>;
  readonly #waiting: {
    readonly request: Request;
    readonly answered: (status: number, body: never) => void;
    attempts: number;
  }[] = [];

  constructor(platform: Platform, api: Api<Deps>) {
    this.#platform = platform;
    this.#api = api;
    platform.table(api.service);
    platform.scheduler.sources.push({
      ready: () => this.#waiting.length,
      begin: (index) => this.#begin(index),
    });
  }

  ask(request: Request, answered: (status: number, body: never) => void = () => undefined): void {
    this.#waiting.push({ request, answered, attempts: 0 });
  }

  #begin(index: number): void {
    const [asked] = this.#waiting.splice(index, 1);
    if (!asked) return;
    const { request } = asked;
    asked.attempts += 1;
    const { scheduler } = this.#platform;
    const process = scheduler.spawn(
      `${this.#api.service} commands`,
      (process) => this.#serve(request, this.#platform.ports(this.#api.service, process)),
      (ending) => {
        if (ending.kind === 'failed') scheduler.thrown.push(String(ending.error));
        const { statusCode, code, body } =
          ending.kind === 'ended' ? ending.value : { statusCode: 503, code: 'killed', body: '{}' };
        scheduler.tell(process.name, `answers ${request.who} with ${statusCode} ${code}`);
        if (statusCode === 500)
          scheduler.thrown.push(`${request.contract.name} was answered with 500: ${body}`);
        if (!isFinal(statusCode, code)) {
          this.#waiting.push(asked);
          return;
        }
        this.#platform.answers.push({ request, status: statusCode, code, attempts: asked.attempts });
        const answer = JSON.parse(body);
        if (statusCode < 300) this.#acknowledge(request, answer);
        asked.answered(statusCode, answer as never);
      },
    );
    scheduler.tell(
      process.name,
      `is asked by ${request.who} to ${request.contract.name} ${request.id ? Buffer.from(request.id, 'base64url').toString() : ''} (key ${request.idempotencyKey})`,
    );
  }

  #acknowledge(request: Request, answer: Record<string, unknown>): void {
    const { service } = this.#api;
    const writes = this.#platform.table(service).log.length;
    this.#platform.acknowledged.push({ request, service, answer, writes });
  }

  #serve(request: Request, ports: Ports) {
    const { contract, who, account, permissions, keyId, id, body, idempotencyKey } = request;
    const route = this.#api.routes.find((known) => known.contract.name === contract.name);
    if (!route) throw new Error(`no route serves ${contract.name}`);
    const event = httpEvent({
      method: contract.method,
      path: contract.path.replace('{id}', id ?? ''),
      headers: { 'idempotency-key': idempotencyKey },
      authorizer: { outcome: 'granted', accountId: account, actor: who, role: 'admin', permissions, keyId },
      ...(id !== undefined && { pathParameters: { id } }),
      ...(body !== undefined && { body }),
    });
    const correlation = CorrelationId.parse(correlationOf(request));
    const around = { deps: this.#api.deps(ports), clock: ports.clock, newId: () => idempotencyKey };
    return serve(route, event, correlation, around);
  }
}
