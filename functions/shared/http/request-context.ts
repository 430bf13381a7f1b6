import { defined } from '#schemas/defined.ts';
import { CommandId, type CorrelationId, type IdempotencyKey, type Instant } from '#schemas/primitives.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import type { Caller } from './caller.ts';

/** The facts of a request that a route may use besides the parsed parts and the caller. */
export interface RequestContext {
  /** Name of the contract. */
  readonly route: string;
  /** As it was asked for, `/assets/{id}` with the id in place. */
  readonly path: string;
  readonly correlationId: CorrelationId;
  /** API Gateway's id of the request. */
  readonly causationId: string;
  readonly now: Instant;
  /** The client's Idempotency-Key; absent when it sent none. */
  readonly idempotencyKey?: IdempotencyKey;
  /** Derived from the Idempotency-Key, else an id made for this request alone. */
  readonly commandId: CommandId;
  /** The version that If-Match asks for. */
  readonly ifMatch?: number;
  /** The body as the client sent it; empty when it sent none. */
  readonly rawBody: string;
}

/**
 * The context of the command that a request gives. The command id also stands for the route: one Idempotency-Key on
 * two routes of a thing is refused, not answered as a repeat.
 */
export const commandContext = (caller: Caller, request: RequestContext): CommandContext =>
  defined({
    accountId: caller.accountId,
    actor: caller.actor,
    credential: caller.keyId,
    commandId: request.commandId,
    formerId: request.idempotencyKey && CommandId.parse(request.idempotencyKey),
    body: `${request.route}\n${request.rawBody}`,
    correlationId: request.correlationId,
    causationId: request.causationId,
    now: request.now,
  });

/**
 * The ids of things that a request makes derive from this: a repeat with the same Idempotency-Key makes the same
 * thing.
 * @example derivedId(caller.accountId, 'POST /jobs', creationKey(request))
 */
export const creationKey = ({ idempotencyKey, commandId }: RequestContext): string =>
  idempotencyKey ?? commandId;

/** The header of a point read that If-Match takes back: `return { status: 200, body, headers: etag(version) }`. */
export const etag = (version: number): { readonly etag: string } => ({ etag: `"${version}"` });
