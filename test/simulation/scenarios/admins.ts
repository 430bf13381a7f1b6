import { createKey } from '#schemas/account/api-key/routes.ts';
import { addMember, changeRole, removeMember } from '#schemas/account/membership/routes.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { idOf } from '#schemas/id.ts';
import { accountsHaveAdmins, removedDoNothing, secretsAreShown } from '../invariants/accounts.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { accountService, appoint, type Tenant, tenant } from '../platform/account-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { scenario } from './scenario.ts';

/** The authorizer may still let in somebody who was removed: their requests come with the grant of before. */
const asAdmin = (who: Tenant, of: Tenant) => ({
  who: `user:${who.email}`,
  account: of.account,
  keyId: who.keyId,
  permissions: 'read manage_accounts manage_settings',
});

export const adminsRace = scenario({
  name: 'admins remove each other',
  seeds: 300,
  invariants: [followersAgree, removedDoNothing, accountsHaveAdmins, secretsAreShown],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    const clients = accountService(platform);
    const [ann, bob] = [await tenant(platform, 'ann'), await tenant(platform, 'bob')];
    await appoint(platform, ann, bob);
    const idOfMember = ({ email }: Tenant) => idOf(memberKey(email));
    const lower = (of: Tenant) =>
      choices.pick(2) === 0
        ? { contract: removeMember, id: idOfMember(of), mayBeSo: true as const }
        : { contract: changeRole, id: idOfMember(of), body: { role: 'readonly' }, mayBeSo: true as const };
    clients.ask({ ...asAdmin(ann, ann), ...lower(bob), idempotencyKey: 'lower-bob' });
    const others = 1 + choices.pick(3);
    for (let n = 1; n <= others; n += 1) {
      const change = [
        { contract: addMember, body: { email: `carol-${n}@example.com`, role: 'admin' } },
        { contract: createKey, body: { name: `key ${n}` } },
        lower(ann),
      ][choices.pick(3)];
      if (change) clients.ask({ ...asAdmin(bob, ann), ...change, idempotencyKey: `bob-${n}` });
    }
    return { copies, account: ann.account };
  },
});
