import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { CreateAccount, type CreatedAccount } from '#schemas/account/account/create-account.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { HttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { wording } from '#shared/http/wording.ts';
import { loggedCause } from '#shared/runtime/observability.ts';
import type { CommandsDeps } from '../deps.ts';
import { createAccount } from './create-account.ts';

type OperationDeps = Pick<CommandsDeps, 'store' | 'random' | 'observability'>;

/**
 * Serves both what comes from API Gateway and what an operator sends to the function itself.
 *
 * The gateway alone writes the outermost object of its events, and each has a `requestContext` there; what a client sends lies in `body`, as
 * text. So no request can pass for an operation, whatever it holds; an operation that has a `requestContext` is served as a request.
 */
export const createCommandsHandler =
  (http: HttpHandler, deps: OperationDeps, clock: () => Instant) =>
  async (event: object, context: Context): Promise<HttpResult | CreatedAccount> =>
    isHttpEvent(event) ? http(event, context) : performOperation(deps, event, context.awsRequestId, clock());

const isHttpEvent = (event: object): event is APIGatewayProxyEventV2 => 'requestContext' in event;

/**
 * Performs what an operator asks for.
 * @throws Refusal `invalid`, whose message names every field that is wrong: it is all that the invoker is shown
 */
async function performOperation(
  deps: OperationDeps,
  event: object,
  requestId: string,
  now: Instant,
): Promise<CreatedAccount> {
  const { log } = deps.observability;
  try {
    const parsed = CreateAccount.safeParse(event, { error: wording });
    if (!parsed.success) throw invalidInput(parsed.error);
    const created = await createAccount(deps, parsed.data, requestId, now);
    log.info('operation performed', { operation: parsed.data.operation, account_id: created.accountId });
    return created;
  } catch (error) {
    log.error('operation failed', { error: loggedCause(error) });
    throw error;
  }
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
