import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobEvent } from '#schemas/capability/job/events.ts';
import { JobState } from '#schemas/capability/job/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { counts, happened, Job, manifest, results, type Step, schedule, tool, warnings } from '../samples.ts';

const at = fc
  .integer({ min: 0, max: 5 * 60 })
  .map((minutes) => new Date(Date.parse('2026-11-24T13:00:00.000Z') + minutes * 60_000).toISOString());

const command: fc.Arbitrary<Step> = fc.oneof(
  at.map((time) => ({ ...schedule, at: time })),
  fc.record({
    type: fc.constant('ReceiveResults' as const),
    at,
    results: fc.constantFrom(
      undefined,
      results,
      { ...results, objectVersion: 'v2' },
      { ...results, size: 1 },
    ),
  }),
  fc.record({
    type: fc.constant('CompleteJob' as const),
    at,
    manifest: fc.constantFrom(manifest, { ...manifest, sha256: 'b'.repeat(64) }),
    counts: fc.constant(counts),
    tool: fc.constant(tool),
    warnings: fc.constant(warnings),
  }),
  fc.record({
    type: fc.constant('FailJob' as const),
    at,
    reason: fc.constant({ code: 'not-xml', message: 'no' }),
  }),
  fc.record({ type: fc.constant('CancelJob' as const), at, reason: fc.constant(undefined) }),
  fc.record({ type: fc.constant('TimeOutJob' as const), at }),
);

type Decided = readonly JobEvent[] | string;

function decide(given: Step, state: JobState | undefined): Decided {
  try {
    return Job.decide(given, state);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const fold = (events: readonly JobEvent[], from?: JobState) =>
  events.reduce<JobState | undefined>((state, event) => Job.evolve(state, event), from);

describe('A job under any commands', () => {
  it('each event and each state fits its published schema', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state: JobState | undefined;
        for (const given of [schedule, ...commands]) {
          const decided = decide(given, state);
          if (typeof decided === 'string') continue;
          for (const event of decided) expect(JobEvent.parse(event)).toEqual(event);
          state = fold(decided, state);
          expect(JobState.parse(state)).toEqual(state);
        }
      }),
    );
  });

  it('a command that was just carried out changes nothing the second time, or is refused', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state: JobState | undefined;
        for (const given of [schedule, ...commands]) {
          const decided = decide(given, state);
          if (typeof decided !== 'string') state = fold(decided, state);
          const again = decide(given, state);
          expect(typeof again === 'string' || again.length === 0).toBe(true);
        }
      }),
    );
  });

  it('it ends once: after an end no event follows', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let state: JobState | undefined;
        let ends = 0;
        for (const given of [schedule, ...commands]) {
          const decided = decide(given, state);
          if (typeof decided === 'string' || decided.length === 0) continue;
          expect(ends).toBe(0);
          state = fold(decided, state);
          if (state && 'finished' in state) ends += 1;
        }
      }),
    );
  });

  it('evolve takes any event after any other without throwing', () => {
    const event = fc.constantFrom<JobEvent>(...Object.values(happened));
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 8 }), (events) => {
        expect(JobState.safeParse(fold(events)).success).toBe(true);
      }),
    );
  });
});
