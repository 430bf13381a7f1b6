import { describe, expect, it } from 'vitest';
import { Actor } from '#schemas/primitives.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter } from './counter.ts';

const open = (actor: string) =>
  execute(createInMemoryStore(), counter, {
    key: 'k',
    command: { kind: 'open', label: 'k' },
    context: { ...contextFor(PLATFORM_ACCOUNT), actor: Actor.parse(actor) },
  });

describe('A thing of the platform account', () => {
  it.each(['user:ada@example.com', 'key:ck_x'])(
    'is not written by %s, whatever code led there',
    async (actor) => {
      await expect(open(actor)).rejects.toMatchObject({ kind: 'terminal', code: 'platform-account' });
    },
  );

  it.each(['operator:lambda-invoke', 'service:capability'])('is written by %s', async (actor) => {
    expect(await open(actor)).toMatchObject({ version: 1, changed: true });
  });
});
