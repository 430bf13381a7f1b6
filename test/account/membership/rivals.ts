import { createHash } from 'node:crypto';
import * as accounts from '#schemas/account/account/routes.ts';
import { accountKey } from '#schemas/account/account/state.ts';
import * as keys from '#schemas/account/api-key/routes.ts';
import { apiKeyKey, makeApiKeyId } from '#schemas/account/api-key/state.ts';
import * as members from '#schemas/account/membership/routes.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { rolePermissions } from '#schemas/account/roles.ts';
import type { Contract } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { type EventStore, liveIn } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import { Account } from '../../../functions/account/account/domain/account.ts';
import { ApiKey } from '../../../functions/account/api-key/domain/api-key.ts';
import { newSecret } from '../../../functions/account/api-key/secret.ts';
import { commandRoutes } from '../../../functions/account/command-routes.generated.ts';
import { addMembership } from '../../../functions/account/membership/members.ts';
import { createLocalSigner } from '../../../functions/account/token/local-signer.ts';
import { httpEvent, lambdaContext } from '../../shared/http/events.ts';
import { ACME, ADA, BOB, NOON } from '../samples.ts';

const CAT = 'cat@example.com';
const KEYS = {
  [ADA]: makeApiKeyId(ACME, '11111111-2222-4333-8444-555555555555'),
  [BOB]: makeApiKeyId(ACME, '11111111-2222-4333-8444-666666666666'),
};

interface Asked {
  readonly contract: Contract;
  readonly id?: string;
  readonly body?: object;
}

const memberId = (email: string) => idOf(memberKey(email));

/** How Ada ends what Bob may do. */
export const ENDS = {
  remove: { contract: members.removeMember, id: memberId(BOB) },
  demote: { contract: members.changeRole, id: memberId(BOB), body: { role: 'readonly' } },
  revoke: { contract: keys.revokeKey, id: idOf(apiKeyKey(KEYS[BOB])) },
} as const satisfies Record<string, Asked>;
export type End = keyof typeof ENDS;

/** What Bob tries. */
export const ATTEMPTS = {
  'comes back': { contract: members.addMember, body: { email: BOB, role: 'admin' } },
  'promotes himself': { contract: members.changeRole, id: memberId(BOB), body: { role: 'admin' } },
  'lets a friend in': { contract: members.addMember, body: { email: CAT, role: 'admin' } },
  'removes the owner': { contract: members.removeMember, id: memberId(ADA) },
  'demotes the owner': { contract: members.changeRole, id: memberId(ADA), body: { role: 'analyst' } },
  'makes a key': { contract: keys.createKey, body: { name: 'successor' } },
  'revokes the key of the owner': { contract: keys.revokeKey, id: idOf(apiKeyKey(KEYS[ADA])) },
  'renames the account': { contract: accounts.updateAccount, body: { name: 'Taken' } },
  'leaves by himself': { contract: members.removeMember, id: memberId(BOB) },
} as const satisfies Record<string, Asked>;
export type Attempt = keyof typeof ATTEMPTS;

const byOperator = (id: string): CommandContext => ({
  accountId: ACME,
  actor: Actor.parse('operator:test'),
  commandId: CommandId.parse(id),
  body: id,
  correlationId: CorrelationId.parse(id),
  causationId: id,
  now: NOON,
});

const bytes = (count: number) => createHash('shake256', { outputLength: count }).digest();
const signer = createLocalSigner();

/** An account with two admins, each with a key. */
async function twoAdmins(store: EventStore): Promise<void> {
  await execute(store, Account, {
    key: accountKey(ACME),
    command: { type: 'CreateAccount', name: 'Acme', owner: ADA },
    context: byOperator('create'),
  });
  for (const user of [ADA, BOB] as const) {
    await addMembership(store, { email: user, role: 'admin' }, byOperator(`add-${user}`));
    const { verifier } = newSecret(bytes);
    const keyId = KEYS[user];
    const made = { keyId, name: 'key', user, role: 'admin', admins: [], ceiling: 'admin', verifier } as const;
    await execute(store, ApiKey, {
      key: apiKeyKey(keyId),
      command: { type: 'CreateApiKey', ...made },
      context: byOperator(`key-${user}`),
    });
  }
}

/** Ada and Bob, both let in as admins by an authorizer that has looked before either acts; `under` stands between the service and its store. */
export async function rivals(under: (store: EventStore) => EventStore) {
  const inner = createInMemoryStore();
  await twoAdmins(inner);
  const writes: { readonly by: string; readonly key: string; readonly late: boolean }[] = [];
  let acknowledged = false;
  const write = inner.write.bind(inner);
  inner.write = async (next) => {
    const result = await write(next);
    const by = liveIn(next.tip)?.events.at(-1)?.metadata.actor ?? 'nobody';
    if (result.kind === 'written') writes.push({ by, key: next.stream.key, late: acknowledged });
    return result;
  };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const note = () => undefined;
  const observability = { log: { info: note, warn: note, error: note }, meter: { count: note } };
  const handler = createHttpHandler({
    routes: commandRoutes,
    deps: { store: under(inner), signer, issuer: 'https://x', random: bytes, newId, observability },
    service: 'account',
    clock: () => NOON,
    newId,
    observability,
  });
  const as =
    (user: typeof ADA | typeof BOB) =>
    async ({ contract, id, body }: Asked) => {
      const event = httpEvent({
        method: contract.method,
        path: contract.path.replace('{id}', encodeURIComponent(id ?? '')),
        ...(id !== undefined && { pathParameters: { id } }),
        ...(body && { body }),
        authorizer: {
          outcome: 'granted',
          accountId: ACME,
          actor: `user:${user}`,
          role: 'admin',
          permissions: rolePermissions.admin.join(' '),
          keyId: KEYS[user],
        },
      });
      const { statusCode } = await handler(event, lambdaContext());
      if (statusCode >= 500) throw new Error(`${contract.name} answered ${statusCode}`);
      return statusCode;
    };
  return {
    writes,
    acknowledge: () => {
      acknowledged = true;
    },
    ada: (how: End) => as(ADA)(ENDS[how]),
    bob: (attempt: Attempt) => as(BOB)(ATTEMPTS[attempt]),
    admins: async () => (await loadAggregate(inner, Account, ACME, accountKey(ACME)))?.state.admins ?? [],
  };
}
