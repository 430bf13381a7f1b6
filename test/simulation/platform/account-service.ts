import type { ApiKeyId } from '#schemas/account/api-key/state.ts';
import { type AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import { createAccount } from '../../../functions/account/account/create-account.ts';
import { Account } from '../../../functions/account/account/domain/account.ts';
import { accountReactions } from '../../../functions/account/account-reactions.ts';
import { Admission } from '../../../functions/account/admission/domain/admission.ts';
import { ApiKey } from '../../../functions/account/api-key/domain/api-key.ts';
import { commandRoutes } from '../../../functions/account/command-routes.generated.ts';
import type { CommandsDeps } from '../../../functions/account/deps.ts';
import { Membership } from '../../../functions/account/membership/domain/membership.ts';
import { addMembership } from '../../../functions/account/membership/members.ts';
import { createLocalSigner } from '../../../functions/account/token/local-signer.ts';
import { User } from '../../../functions/account/user/domain/user.ts';
import type { Platform, Ports } from './platform.ts';
import { addService, known } from './service.ts';

const signer = createLocalSigner();
const SILENT = { log: { info() {}, warn() {}, error() {} }, meter: { count() {} } };

const depsOf = ({ store, process }: Ports): CommandsDeps => ({
  store,
  signer,
  issuer: 'https://api.example.com',
  random: (count) => Buffer.alloc(count, process.name),
  newId: () => process.name,
  observability: SILENT,
});

export const accountService = (platform: Platform) =>
  addService(platform, {
    name: 'account',
    aggregates: [known(Account), known(Admission), known(ApiKey), known(Membership), known(User)],
    react: accountReactions,
    routes: commandRoutes,
    deps: depsOf,
  });

/** Somebody with an account of their own, and the key to it. */
export interface Tenant {
  readonly email: string;
  readonly account: AccountId;
  readonly keyId: ApiKeyId;
}

/** Lets a tenant in, before the run begins. */
export async function tenant(platform: Platform, name: string): Promise<Tenant> {
  const deps = { store: platform.table('account'), random: (count: number) => Buffer.alloc(count, name) };
  const email = `${name}@example.com`;
  const now = new Date(platform.scheduler.now).toISOString();
  const input = {
    operation: 'CreateAccount',
    name,
    owner: email,
    keyName: 'first',
    idempotencyKey: name,
  } as const;
  const { accountId, apiKey } = await createAccount(deps, input, `setup-${name}`, now);
  return { email, account: accountId, keyId: apiKey.id };
}

/** Makes one tenant an admin of another one's account, before the run begins. */
export async function appoint(platform: Platform, by: Tenant, { email }: Tenant): Promise<void> {
  await addMembership(
    platform.table('account'),
    { email, role: 'admin' },
    {
      accountId: by.account,
      actor: Actor.parse(`user:${by.email}`),
      keyId: by.keyId,
      commandId: CommandId.parse(`appoint-${email}`),
      correlationId: CorrelationId.parse('setup'),
      causationId: 'setup',
      now: new Date(platform.scheduler.now).toISOString(),
    },
  );
}
