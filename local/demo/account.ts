import { randomUUID } from 'node:crypto';
import { type CreateAccount, CreatedAccount } from '#schemas/account/account/create-account.ts';
import { invoke } from '../invoke.ts';

/** A new tenant with the key of its first admin. */
export interface DemoAccount {
  readonly accountId: string;
  readonly keyId: string;
  readonly keySecret: string;
}

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
  const { accountId, apiKey } = CreatedAccount.parse(await invoke(functionName, command));
  if (apiKey.secret === undefined) throw new Error(`${functionName}: the key's secret was not in the answer`);
  return { accountId, keyId: apiKey.id, keySecret: apiKey.secret };
}
