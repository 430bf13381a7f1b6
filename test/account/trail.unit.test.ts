import { expect, it } from 'vitest';
import { createKey } from '#schemas/account/api-key/routes.ts';
import { addMember, listMembers } from '#schemas/account/membership/routes.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { ADA, BOB } from './samples.ts';
import { peopledService } from './tenants.ts';

/** One person has several keys. Once one of them is stolen, it matters which of the changes came with it. */
it('An event tells with which key its change was made', async () => {
  const store = createInMemoryStore();
  const service = peopledService({ store });
  const ada = await service.tenant(ADA);
  const second = await service.ok(createKey, { token: ada.token, body: { name: 'second' } });
  await service.ok(addMember, {
    token: await service.login(second.apiKey),
    body: { email: BOB, role: 'readonly' },
  });
  const credentialOf = (type: string) =>
    store.outbox
      .flatMap(({ after }) => ('events' in after ? after.events : []))
      .filter(({ event_type }) => event_type === type)
      .map(({ metadata }) => metadata.credential);
  expect(credentialOf('MemberAdded')).toEqual([undefined, second.apiKey.id]);
  expect(credentialOf('ApiKeyCreated')).toEqual(expect.arrayContaining([undefined, ada.apiKey.id]));
  expect(new Set(credentialOf('ApiKeyUsed'))).toEqual(new Set([ada.apiKey.id, second.apiKey.id]));
});

it('The log tells with which key a request was made', async () => {
  const service = peopledService();
  const ada = await service.tenant(ADA);
  await service.ok(listMembers, { token: ada.token });
  expect(service.logged.at(-1)).toMatchObject({
    fields: { route: 'listMembers', account_id: ada.account, key_id: ada.apiKey.id },
  });
});
