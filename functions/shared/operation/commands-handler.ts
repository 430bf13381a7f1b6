import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { Refusal } from '#schemas/errors.ts';
import type { HttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { wording } from '#shared/http/wording.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { type Log, loggedCause } from '#shared/runtime/observability.ts';
import type { Operation, Performed } from './operation.ts';

export interface CommandsOptions<Deps> {
  readonly http: HttpHandler;
  readonly operations: readonly Operation<NoInfer<Deps>>[];
  readonly deps: Deps;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Serves requests from API Gateway, and operations that an operator sends to the function itself.
 *
 * The gateway alone writes the outermost object of its events, and each has a `requestContext` there. The client's
 * part lies in `body`, as text. So no request can pass for an operation. An operation that has a `requestContext` is
 * served as a request.
 *
 * @example export const handler = createCommandsHandler({ http, operations: [registerCapability], deps, log, clock: systemClock });
 */
export const createCommandsHandler =
  <Deps>(options: CommandsOptions<Deps>) =>
  async (event: object, context: Context): Promise<HttpResult | object> =>
    isHttpEvent(event)
      ? options.http(event, context)
      : performOperation(options, event, context.awsRequestId);

const isHttpEvent = (event: object): event is APIGatewayProxyEventV2 => 'requestContext' in event;

const Named = z.looseObject({ operation: z.string() });

/**
 * Performs an operation.
 * @throws Refusal `invalid`, whose message names every field that is wrong: it is all that the invoker is shown
 */
async function performOperation<Deps>(
  { operations, deps, log, clock }: CommandsOptions<Deps>,
  event: object,
  requestId: string,
): Promise<object> {
  try {
    const { name, input, perform } = operationIn(operations, event);
    const parsed = input.safeParse(event, { error: wording });
    if (!parsed.success) throw invalidInput(parsed.error);
    const performed: Performed = await perform(parsed.data, deps, { requestId, now: clock() });
    log.info('operation performed', { operation: name, account_id: performed.accountId });
    return performed.answer;
  } catch (error) {
    log.error('operation failed', { error: loggedCause(error) });
    throw error;
  }
}

function operationIn<Deps>(operations: readonly Operation<Deps>[], event: object): Operation<Deps> {
  const asked = Named.safeParse(event).data?.operation;
  const found = operations.find(({ name }) => name === asked);
  if (found) return found;
  const message = `must be one of ${operations.map(({ name }) => name).join(', ')}`;
  throw new Refusal('invalid', `operation: ${message}`, { errors: [{ path: 'operation', message }] });
}

function invalidInput(error: z.ZodError): Refusal {
  const errors = error.issues.flatMap((issue) =>
    (issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.map(String).join('.')]).map((path) => ({
      path,
      message: issue.message,
    })),
  );
  return new Refusal('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    errors,
  });
}
