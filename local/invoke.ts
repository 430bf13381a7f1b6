import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod';

/** The form of a function's own failure. */
const FunctionFailure = z.looseObject({ errorType: z.string().optional(), errorMessage: z.string() });

/**
 * Sends an operation to a function itself, as an operator does: IAM alone permits it. Endpoint and credentials are
 * those of the process's environment unless `config` says otherwise. Answers the function's own answer.
 *
 * @throws Error with the function's own reason
 */
export async function invoke(
  functionName: string,
  operation: object,
  config: LambdaClientConfig = {},
): Promise<unknown> {
  const lambda = new LambdaClient(config);
  try {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(operation) }),
    );
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    if (answer.FunctionError)
      throw new Error(`${functionName}: ${FunctionFailure.parse(payload).errorMessage}`);
    return payload;
  } finally {
    lambda.destroy();
  }
}
