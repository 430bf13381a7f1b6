import { without } from './edits.ts';
import type { Mutant } from './mutant.ts';

/** Guards of what travels: relay, bus, queues, consumers, sweep. */
export const messages: readonly Mutant[] = [
  {
    guard: 'the lowest sequence number that the relay answers',
    edits: [
      without(
        'functions/shared/relay/relay.ts',
        'first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : []',
        '[]',
      ),
    ],
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'that the relay goes on behind what it parks',
    edits: [
      without(
        'functions/shared/relay/publish.ts',
        'if (left.some(({ again }) => again)) break;',
        'if (left.some(({ error }) => !isForGood(error))) break;',
      ),
    ],
    scenario: 'breaks the bus',
    within: 100,
  },
  {
    guard: 'the failed entries in the answer of PutEvents',
    edits: [
      without(
        'functions/shared/messaging/eventbridge.ts',
        'if (result?.EventId !== undefined && result.ErrorCode === undefined) return TAKEN;',
        'if (result) return TAKEN;',
      ),
    ],
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'the failed entries in the answer of SendMessageBatch',
    edits: [without('functions/shared/messaging/sqs.ts', 'if (!failure) return TAKEN;', 'return TAKEN;')],
    scenario: 'many chunks',
    within: 300,
  },
  {
    guard: 'that an event waits for its handler',
    edits: [
      without(
        'functions/shared/consumer/plan-event.ts',
        "throw new NewerThanReader('no-handler'",
        "throw new TypeError('no-handler'",
      ),
    ],
    scenario: 'two versions',
    within: 100,
  },
  {
    guard: 'the highest version in a batch of a follower',
    edits: [
      without(
        'functions/shared/consumer/follower.ts',
        'known === undefined || isNewerCopy(row, known)',
        'known === undefined',
      ),
    ],
    scenario: 'commands race',
    within: 500,
  },
  {
    guard: 'the generation of the fold in the guard of a follower',
    edits: [
      without(
        'functions/shared/consumer/follower.ts',
        'copy.version > kept.version || (copy.version === kept.version && copy.fold > kept.fold)',
        'copy.version > kept.version',
      ),
    ],
    scenario: 'a refold beside commands',
    within: 100,
  },
  {
    guard: 'that a sweep tells what fell due while it was away',
    edits: [
      without(
        'functions/shared/due/turn.ts',
        'lastSuccess === undefined || Date.parse(due) > Date.parse(lastSuccess) - INDEX_LAG_MS',
        'Date.parse(due) < 0',
      ),
    ],
    scenario: 'outage of the sweep',
    within: 200,
  },
];
