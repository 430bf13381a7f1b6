import { expect, it } from 'vitest';
import { COUNTS_AS_OPEN_MS, closeAccount, refusingClosed } from '#shared/aggregate/closed-account.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { behindFence, raiseFence } from '#shared/aggregate/fence.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const NOW = '2026-11-25T10:00:00.000Z';

/** What bars writes of an attempt, or of an account, whatever the store stands on. */
export function fenceConformance(storeFor: () => EventStore): void {
  const world = () => {
    const [store, account] = [storeFor(), newAccount('fences')];
    const attempt = (number: number) => ({ accountId: account, discoveryId: 'discovery-1', attempt: number });
    const open = (over: EventStore, number: number, key = 'k') =>
      behindFence(attempt(number), (guard) =>
        execute(over, counter, {
          key,
          command: { kind: 'open', label: key },
          context: contextFor(account),
          assume: 'absent',
          guards: [guard],
        }),
      );
    const left = (key = 'k') => historyOf(store, counter, account, key);
    return { store, account, attempt, open, left };
  };

  it('refuses a late write of an attempt whose fence is up, and leaves nothing of it', async () => {
    const { store, attempt, open, left } = world();
    await raiseFence(store, attempt(1), NOW);
    await raiseFence(store, attempt(1), NOW);
    await expect(open(store, 1)).rejects.toMatchObject({ kind: 'refused', code: 'fenced' });
    expect(await left()).toBeUndefined();
    expect(await open(store, 2)).toMatchObject({ version: 1 });
  });

  it('refuses it also where the fence goes up between its decision and its write', async () => {
    const { store, account, attempt, open, left } = world();
    const late: EventStore = {
      ...refusingClosed(store, () => 0),
      write: async (write) => {
        await raiseFence(store, attempt(1), NOW);
        return store.write(write);
      },
    };
    await expect(open(late, 1)).rejects.toMatchObject({ code: 'fenced' });
    expect(await left()).toBeUndefined();
    const lost = behindFence(attempt(2), () =>
      execute(store, counter, {
        key: 'k',
        command: { kind: 'open', label: 'k' },
        context: contextFor(account),
        guards: [{ stream: { accountId: account, prefix: 'COUNTER', key: 'list', shards: 3 }, version: 9 }],
      }),
    );
    await expect(lost).rejects.toMatchObject({ code: 'guard-lost' });
  });

  it('writes nothing for an account that was closed, a moment after at the latest', async () => {
    const { store, account } = world();
    let time = 0;
    const guarded = refusingClosed(store, () => time);
    const open = (key: string) =>
      execute(guarded, counter, { key, command: { kind: 'open', label: key }, context: contextFor(account) });
    await open('a');
    await closeAccount(store, account, NOW);
    await closeAccount(store, account, NOW);
    await open('b');
    time = COUNTS_AS_OPEN_MS;
    await expect(open('c')).rejects.toMatchObject({ kind: 'refused', code: 'account-closed' });
    expect(await historyOf(store, counter, account, 'c')).toBeUndefined();
    const other = { key: 'a', command: { kind: 'open', label: 'a' } as const };
    const context = contextFor(newAccount('open'));
    expect(await execute(guarded, counter, { ...other, context })).toMatchObject({ version: 1 });
  });
}
