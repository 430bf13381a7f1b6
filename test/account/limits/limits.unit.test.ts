import { expect, it } from 'vitest';
import { createKey, revokeKey } from '#schemas/account/api-key/routes.ts';
import { getLimits } from '#schemas/account/limits/routes.ts';
import { addMember } from '#schemas/account/membership/routes.ts';
import { limitNames, limits } from '#schemas/limits.ts';
import type { EventStore, IndexQuery } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { ADA } from '../samples.ts';
import { peopledService } from '../tenants.ts';

/** A store whose index has `more` entries beside those that are there. */
function crowded(partition: string, more: () => number): EventStore {
  const store = createInMemoryStore();
  const query = store.queryIndex.bind(store);
  store.queryIndex = async (asked: IndexQuery) => {
    const slice = await query(asked);
    if (asked.partition !== partition || asked.shard !== 0) return slice;
    const [any] = [...slice.items];
    const item = any ?? { position: { sort: '', SK: '' }, key: 'k', version: 1, summary: {} };
    return { ...slice, items: [...slice.items, ...Array.from({ length: more() }, () => item)] };
  };
  return store;
}

it('shows every limit of the table, with the members and keys that there are', async () => {
  const service = peopledService();
  const { token } = await service.tenant(ADA);
  await service.ok(createKey, { token, body: { name: 'second' } });
  const { items } = await service.ok(getLimits, { token });
  expect(items.map(({ name }) => name)).toEqual(limitNames);
  const used = new Map(items.map(({ name, used }) => [name, used]));
  expect([used.get('members'), used.get('keys'), used.get('jobs')]).toEqual([1, 2, undefined]);
});

it('refuses one key too many with 429 and the name of the limit; a revoked one makes room', async () => {
  let more = 0;
  const service = peopledService({ store: crowded('KEY#active', () => more) });
  const { token } = await service.tenant(ADA);
  const { id } = await service.ok(createKey, { token, body: { name: 'second' } });
  more = limits.keys.most - 2;
  const refused = await service.call(createKey, { token, body: { name: 'third' } });
  expect(refused).toMatchObject({
    status: 429,
    code: 'limit-reached',
    headers: { 'retry-after': '3600' },
    body: { details: { limit: 'keys', most: limits.keys.most } },
  });
  await service.ok(revokeKey, { token, id });
  expect(await service.call(createKey, { token, body: { name: 'third' } })).toMatchObject({ status: 201 });
});

it('refuses one member too many with 429 and the name of the limit', async () => {
  const service = peopledService({ store: crowded('MEMBER#active', () => limits.members.most - 1) });
  const { token } = await service.tenant(ADA);
  const body = { email: 'bob@example.com', role: 'readonly' };
  expect(await service.call(addMember, { token, body })).toMatchObject({
    status: 429,
    body: { details: { limit: 'members' } },
  });
});
