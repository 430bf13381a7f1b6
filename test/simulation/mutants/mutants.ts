import type { Mutant } from './mutant.ts';

/** Each guard that the simulation must miss. `npm run simulate` has no part in this: `mutants.sim.test.ts` runs it. */
export const mutants: readonly Mutant[] = [
  {
    guard: 'the version condition of the write',
    file: 'functions/shared/event-store/in-memory.ts',
    snippet: '(before?.version ?? 0) !== expectedVersion',
    replacement: 'expectedVersion < 0',
    scenario: 'commands race',
    within: 20,
  },
  {
    guard: 'the window of remembered commands (Recent)',
    file: 'functions/shared/event-store/recent.ts',
    snippet: 'if (!bytes.subarray(at, at + 8).equals(id)) continue;',
    replacement: 'if (id.length > 0) continue;',
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'the lowest sequence number that the relay answers',
    file: 'functions/shared/relay/relay.ts',
    snippet: 'first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : []',
    replacement: '[]',
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'the failed entries in the answer of PutEvents',
    file: 'functions/shared/messaging/eventbridge.ts',
    snippet: 'if (result?.EventId !== undefined && result.ErrorCode === undefined) return TAKEN;',
    replacement: 'if (result) return TAKEN;',
    scenario: 'commands race',
    within: 100,
  },
  {
    guard: 'the failed entries in the answer of SendMessageBatch',
    file: 'functions/shared/messaging/sqs.ts',
    snippet: 'if (!failure) return TAKEN;',
    replacement: 'return TAKEN;',
    scenario: 'each stand in one chunk',
    within: 100,
  },
  {
    guard: 'that a chunk of which a host failed is not noted',
    file: 'functions/asset/import/observe-chunk.ts',
    snippet: 'throwFailure(ended);',
    replacement: '',
    scenario: 'many chunks',
    within: 100,
  },
];
