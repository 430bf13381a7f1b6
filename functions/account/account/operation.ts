import { CreateAccount } from '#schemas/account/account/create-account.ts';
import { operation } from '#shared/operation/operation.ts';
import { type CreateAccountDeps, createAccount } from './create-account.ts';

/** Lets a new tenant in. */
export const createAccountOperation = operation(
  CreateAccount,
  async (input, deps: CreateAccountDeps, { requestId, now }) => {
    const answer = await createAccount(deps, input, requestId, now);
    return { accountId: answer.accountId, answer };
  },
);
