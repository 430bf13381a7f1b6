import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import { batchFollower, type FollowedState, follower } from '#shared/consumer/follower.ts';

const State = z.looseObject({ total: z.int() });
const counters = { aggregate: 'Counter', version: 1, data: State };
const accountId = AccountId.parse('11111111-1111-8111-8111-111111111111');

/** An event of an earlier version than the state that came with it, as when one write makes several. */
const eventAt = (version: number): PublishedEvent => ({
  event_id: '22222222-2222-8222-8222-222222222222',
  aggregate_id: 'k',
  aggregate_type: 'Counter',
  event_type: 'CounterAdded',
  event_version: 1,
  aggregate_version: 1,
  event_data: { by: 1 },
  metadata: {
    account_id: accountId,
    actor: Actor.parse('user:a'),
    command_id: CommandId.parse('c'),
    correlation_id: CorrelationId.parse('c'),
    causation_id: 'c',
    vector_clock: {},
  },
  timestamp: '2026-11-24T08:00:00.000Z',
  service_name: 'asset',
  state: { total: version * 10 },
  state_version: version,
  state_schema: 1,
});

describe('a follower', () => {
  it('ends with the newest state that arrived, in any order, with any duplicates and gaps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 }),
        async (versions) => {
          let kept: FollowedState<z.infer<typeof State>> | undefined;
          const follow = follower(counters, async (row) => {
            if (kept && kept.version >= row.version) return 'stale';
            kept = row;
            return 'applied';
          });
          for (const version of versions) await follow(eventAt(version), '2026-11-24T08:00:00.000Z');
          const newest = Math.max(...versions);
          expect(kept).toMatchObject({ version: newest, state: { total: newest * 10 } });
        },
      ),
    );
  });

  it('ends with the highest fold of the highest version, in any order: a refold tells a version again', async () => {
    const told = fc.record({ version: fc.integer({ min: 1, max: 4 }), fold: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 20 }), async (events) => {
        const rows: FollowedState<z.infer<typeof State>>[] = [];
        const follow = batchFollower(counters, async (batch) => void rows.push(...batch));
        await follow.together?.(
          events.map(({ version, fold }) => ({
            ...eventAt(version),
            state_fold: fold,
            state: { total: fold },
          })),
        );
        const version = Math.max(...events.map((event) => event.version));
        const fold = Math.max(
          ...events.filter((event) => event.version === version).map((event) => event.fold),
        );
        expect(rows).toMatchObject([{ version, fold, state: { total: fold } }]);
      }),
    );
  });

  it('does not take a state that does not fit its schema', async () => {
    const follow = follower(counters, async () => 'applied');
    const broken = { ...eventAt(1), state: { total: 'many' } };
    await expect(follow(broken, '2026-11-24T08:00:00.000Z')).rejects.toMatchObject({
      code: 'unreadable-state',
      kind: 'terminal',
    });
  });
});
