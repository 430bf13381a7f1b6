import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { CommandFailure, ExitCode, wrongUsage } from './exit.ts';

/** Invokes a function of a stage by its name, with the operator's own AWS credentials, and yields its answer. */
export type Invoke = (functionName: string, payload: object) => Promise<unknown>;

const Thrown = z.looseObject({ errorType: z.string().optional(), errorMessage: z.string() });

const failure = (message: string, cause: unknown): CommandFailure =>
  new CommandFailure(ExitCode.refused, 'operation-failed', message, { cause });

const MISSING =
  'set AWS_REGION, and AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. For the platform on this machine, npm start prints them';

/** The SDK finds one missing setting at a time, and says of none where to set it. */
const isUnconfigured = ({ name, message }: Error): boolean =>
  name === 'CredentialsProviderError' || message === 'Region is missing';

function unsent(functionName: string, error: unknown): CommandFailure {
  if (!(error instanceof Error)) return failure(`${functionName} cannot be invoked: unknown`, error);
  if (isUnconfigured(error)) return wrongUsage(MISSING, error);
  return failure(`${functionName} cannot be invoked: ${error.name}: ${error.message}`, error);
}

/** What a function has thrown. A Refusal is about the words that it was given. */
function thrown(functionName: string, answer: unknown): CommandFailure {
  const { errorType, errorMessage } = Thrown.safeParse(answer).data ?? {};
  if (errorType === 'Refusal' && errorMessage !== undefined) return wrongUsage(errorMessage, answer);
  return failure(errorMessage ?? `${functionName} failed`, answer);
}

/** By the credentials, region and endpoint of the environment. Throws CommandFailure with the words of the function. */
export function lambdaInvoke(lambda: LambdaClient = new LambdaClient({})): Invoke {
  return async (FunctionName, payload) => {
    const { FunctionError, Payload } = await lambda
      .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }))
      .catch((error: unknown) => {
        throw unsent(FunctionName, error);
      });
    const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
    if (FunctionError === undefined) return answer;
    throw thrown(FunctionName, answer);
  };
}
