import { expect } from 'vitest';
import { Refusal } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { Actor } from '#schemas/primitives.ts';
import type { Aggregate, Deciding } from '#shared/aggregate/aggregate.ts';

/** When and by whom a command is decided, unless a test says otherwise. */
export const DECIDING: Deciding = {
  now: '2026-01-05T12:00:00.000Z',
  actor: Actor.parse('user:ada@example.com'),
};

/** Given what happened, when a command comes, then this happens, or is refused with a code. */
export const given = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  ...history: readonly E[]
) => {
  const fold = (events: readonly E[], from?: S): S | undefined =>
    events.reduce<S | undefined>((state, event) => aggregate.evolve(state, event), from);
  const state = fold(history);
  return {
    when: (command: C, deciding: Deciding = DECIDING) => ({
      thenHappens: (...expected: readonly E[]): void => {
        const events = aggregate.decide(command, state, deciding);
        expect(events).toEqual(expected);
        for (const event of events) expect(aggregate.events.parse(event)).toEqual(event);
        const next = fold(events, state);
        if (next !== undefined) expect(aggregate.state.parse(next)).toEqual(next);
      },
      thenNothing: (): void => expect(aggregate.decide(command, state, deciding)).toEqual([]),
      thenRefused: (code: string): Refusal => {
        try {
          aggregate.decide(command, state, deciding);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          expect((error as Refusal).code).toBe(code);
          return error as Refusal;
        }
        return expect.unreachable(`expected a refusal: ${code}`);
      },
    }),
    state,
  };
};
