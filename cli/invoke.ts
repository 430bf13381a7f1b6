import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { CommandFailure, ExitCode } from './exit.ts';

/** Invokes a function of a stage by its name, with the operator's own AWS credentials, and yields its answer. */
export type Invoke = (functionName: string, payload: object) => Promise<unknown>;

const Thrown = z.looseObject({ errorType: z.string().optional(), errorMessage: z.string() });

const failure = (message: string, cause: unknown): CommandFailure =>
  new CommandFailure(ExitCode.refused, 'operation-failed', message, { cause });

/** By the credentials, region and endpoint of the environment. Throws CommandFailure with the words of the function. */
export function lambdaInvoke(): Invoke {
  const lambda = new LambdaClient({});
  return async (FunctionName, payload) => {
    const { FunctionError, Payload } = await lambda
      .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
        throw failure(`${FunctionName} cannot be invoked: ${reason}`, error);
      });
    const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
    if (FunctionError === undefined) return answer;
    throw failure(Thrown.safeParse(answer).data?.errorMessage ?? `${FunctionName} failed`, answer);
  };
}
