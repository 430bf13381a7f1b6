import { describe, expect, it } from 'vitest';
import { createKey, getKey, getKeyHistory } from '#schemas/account/api-key/routes.ts';
import { createToken } from '#schemas/account/token/routes.ts';
import type { ReactionsRuntime } from '#shared/consumer/reactions-function.ts';
import { settleDue } from '#shared/due/settle-due.ts';
import { DUE_SHARDS } from '#shared/event-store/event-store.ts';
import { accountReactions } from '../../../functions/account/account-reactions.ts';
import { ADA } from '../samples.ts';
import { peopledService } from '../tenants.ts';

/** The service's reactions, which may come to use the store. */
const reactions: (runtime: Pick<ReactionsRuntime, 'store'>) => ReturnType<typeof accountReactions> =
  accountReactions;

const EXPIRES = '2026-01-05T12:10:00.000Z';

/** What the sweep would find and send. */
async function settleAll({ store, at }: ReturnType<typeof peopledService>): Promise<number> {
  let found = 0;
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    for await (const { address, due } of store.due(shard, at())) {
      found += 1;
      await settleDue(store, reactions({ store }).due, { ...address, due }, at());
    }
  }
  return found;
}

describe('a key that ends', () => {
  it('is noted as expired once, by the service itself, and opens nothing before that either', async () => {
    const service = peopledService();
    const ada = await service.tenant(ADA);
    const made = await service.ok(createKey, { token: ada.token, body: { name: 'short', expires: EXPIRES } });
    expect(await settleAll(service)).toBe(0);

    service.pass(600);
    expect(await service.call(createToken, { body: made.apiKey })).toMatchObject({ status: 401 });
    expect(await service.ok(getKey, { token: ada.token, id: made.id })).toMatchObject({ status: 'active' });

    expect(await settleAll(service)).toBe(1);
    expect(await settleAll(service)).toBe(0);
    expect(await service.ok(getKey, { token: ada.token, id: made.id })).toMatchObject({ status: 'expired' });
    const { items } = await service.ok(getKeyHistory, { token: ada.token, id: made.id });
    expect(items.map(({ event_type, metadata }) => [event_type, metadata.actor])).toEqual([
      ['ApiKeyCreated', `user:${ADA}`],
      ['ApiKeyExpired', 'service:account'],
    ]);
  });
});
