import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type CreateAccount, CreatedAccount } from '#schemas/account/account/create-account.ts';

/** A new tenant with the key of its first admin. */
export interface DemoAccount {
  readonly accountId: string;
  readonly keyId: string;
  readonly keySecret: string;
}

/** What a function's own failure looks like. */
const FunctionFailure = z.looseObject({ errorType: z.string().optional(), errorMessage: z.string() });

/**
 * Creates an account as an operator does: by invoking the account service's function, which IAM alone permits.
 * Endpoint and credentials are those of the process's environment. Throws with the function's own reason.
 */
export async function createDemoAccount(functionName: string): Promise<DemoAccount> {
  const command: CreateAccount = {
    operation: 'CreateAccount',
    name: 'Demo',
    owner: 'demo@example.com',
    keyName: 'demo',
    idempotencyKey: randomUUID(),
  };
  const lambda = new LambdaClient({});
  try {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(command) }),
    );
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    if (answer.FunctionError)
      throw new Error(`${functionName}: ${FunctionFailure.parse(payload).errorMessage}`);
    const { accountId, apiKey } = CreatedAccount.parse(payload);
    if (apiKey.secret === undefined)
      throw new Error(`${functionName}: the key's secret was not in the answer`);
    return { accountId, keyId: apiKey.id, keySecret: apiKey.secret };
  } finally {
    lambda.destroy();
  }
}
