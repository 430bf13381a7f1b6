import { HARDLY_ANY_WINDOW, without } from './edits.ts';
import type { Mutant } from './mutant.ts';

/** Guards of the write: store and aggregate. */
export const core: readonly Mutant[] = [
  {
    guard: 'the version that a purge takes for itself',
    edits: [without('functions/shared/aggregate/purge.ts', 'version: version + 1,', 'version,')],
    scenario: 'a purge beside commands',
    within: 800,
  },
  {
    guard: 'the version that a purge was decided on',
    edits: [
      without(
        'functions/shared/aggregate/purge.ts',
        'isStub(stored) || stored.version !== version',
        'isStub(stored)',
      ),
      without('functions/shared/aggregate/purge.ts', 'base > version ?', 'base < 0 ?'),
    ],
    scenario: 'a purge beside commands',
    within: 200,
  },
  {
    guard: 'the fence of an attempt, which is a guard in its writes',
    edits: [
      without(
        'functions/shared/event-store/in-memory.ts',
        "if (lost.length > 0) return { kind: 'guard-lost', lost };",
      ),
    ],
    scenario: 'behind a fence',
    within: 100,
  },
  {
    guard: 'the version condition of the write',
    edits: [
      without(
        'functions/shared/event-store/in-memory.ts',
        '(before?.version ?? 0) !== expectedVersion',
        'expectedVersion < 0',
      ),
    ],
    scenario: 'commands race',
    within: 20,
  },
  {
    guard: 'the window of remembered commands (Recent)',
    edits: [
      without(
        'functions/shared/event-store/recent.ts',
        'if (!bytes.subarray(at, at + 8).equals(id)) continue;',
        'if (id.length > 0) continue;',
      ),
    ],
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'the recognition of a write whose answer was lost',
    edits: [
      without(
        'functions/shared/event-store/write-result.ts',
        '!current || !holds(current, write)',
        '!current || write',
      ),
    ],
    scenario: 'admins remove each other',
    within: 300,
  },
  {
    guard: 'the guards of other things in a write',
    edits: [
      without(
        'functions/shared/event-store/in-memory.ts',
        "if (lost.length > 0) return { kind: 'guard-lost', lost };",
      ),
    ],
    scenario: 'admins remove each other',
    within: 100,
  },
  {
    guard: 'the mark of an effect that is done once',
    edits: [
      HARDLY_ANY_WINDOW,
      without('functions/shared/aggregate/next-write.ts', 'once ? markOf(context) : undefined', 'undefined'),
    ],
    scenario: 'one hot thing',
    within: 100,
  },
  {
    guard: 'that a newer state waits and is not given up',
    edits: [
      without(
        'functions/shared/aggregate/stored-state.ts',
        'if (lifted.version > aggregate.stateVersion || hasOnlyMore(parsed.error)) {',
        'if (lifted.version < 0) {',
      ),
    ],
    scenario: 'two versions',
    within: 100,
  },
  {
    guard: 'that an older writer carries unknown attributes over',
    edits: [without('functions/shared/event-store/tip.ts', 'unknown: before?.unknown', 'unknown: undefined')],
    scenario: 'two versions',
    within: 100,
  },
];
