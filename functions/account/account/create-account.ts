import type { CreateAccount, CreatedAccount } from '#schemas/account/account/create-account.ts';
import { accountKey } from '#schemas/account/account/state.ts';
import { apiKeyKey, makeApiKeyId } from '#schemas/account/api-key/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { AccountId, CorrelationId, type Instant } from '#schemas/primitives.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId, derivedId } from '#shared/identity.ts';
import { OPERATOR } from '#shared/operation/operation.ts';
import { admit } from '../admission/admit.ts';
import { ApiKey } from '../api-key/domain/api-key.ts';
import { newSecret, type RandomBytes } from '../api-key/secret.ts';
import { Membership } from '../membership/domain/membership.ts';
import { Account } from './domain/account.ts';

export interface CreateAccountDeps {
  readonly store: EventStore;
  readonly random: RandomBytes;
}

/**
 * Lets a new tenant in: account, user, membership and first API key. All ids derive from the idempotency key, and the
 * API key is made last. So after a crash the same input goes on where it ended, and gets the secret unless it was
 * shown before.
 *
 * @throws Refusal `idempotency-mismatch` where the idempotency key stands for another input
 */
export async function createAccount(
  { store, random }: CreateAccountDeps,
  input: CreateAccount,
  requestId: string,
  now: Instant,
): Promise<CreatedAccount> {
  const accountId = AccountId.parse(derivedId('account', input.idempotencyKey));
  const context = contextOf(accountId, input, requestId, now);
  const { name, owner } = input;
  await execute(store, Account, {
    key: accountKey(accountId),
    command: { type: 'CreateAccount', name, owner },
    context: context('create-account'),
    assume: 'absent',
  }).catch(nameTheKey);
  await admit(store, owner, context('admit'));
  await execute(store, Membership, {
    key: memberKey(owner),
    command: { type: 'AddMember', email: owner, role: 'admin', admins: [owner] },
    context: context('add-member'),
    assume: 'absent',
  });
  return {
    accountId,
    owner,
    ...(await firstKey({ store, random }, accountId, input, context('create-key'))),
  };
}

async function firstKey(
  { store, random }: CreateAccountDeps,
  accountId: AccountId,
  { owner, keyName }: CreateAccount,
  context: CommandContext,
): Promise<Pick<CreatedAccount, 'apiKey' | 'secretShownBefore'>> {
  const keyId = makeApiKeyId(accountId, derivedId('first-key', accountId));
  const { secret, verifier } = newSecret(random);
  const { replayed } = await execute(store, ApiKey, {
    key: apiKeyKey(keyId),
    command: {
      type: 'CreateApiKey',
      keyId,
      name: keyName,
      user: owner,
      role: 'admin',
      admins: [owner],
      ceiling: 'admin',
      verifier,
    },
    context,
    assume: 'absent',
  });
  return replayed
    ? { apiKey: { id: keyId }, secretShownBefore: true }
    : { apiKey: { id: keyId, secret }, secretShownBefore: false };
}

const contextOf =
  (accountId: AccountId, input: CreateAccount, requestId: string, now: Instant) =>
  (step: string): CommandContext => ({
    accountId,
    actor: OPERATOR,
    commandId: derivedCommandId(accountId, 'CreateAccount', step),
    body: JSON.stringify(input),
    correlationId: CorrelationId.parse(requestId),
    causationId: requestId,
    now,
  });

function nameTheKey(error: unknown): never {
  if (!(error instanceof Refusal) || error.code !== 'idempotency-mismatch') throw error;
  throw new Refusal('idempotency-mismatch', 'idempotencyKey: stands for another account', {
    cause: error,
    errors: [{ path: 'idempotencyKey', message: 'must be a new one for a new account' }],
  });
}
