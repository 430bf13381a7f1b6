import type { Mutant } from './mutant.ts';

/** Each guard that the simulation must miss. `npm run simulate` has no part in this: `mutants.sim.test.ts` runs it. */
export const mutants: readonly Mutant[] = [
  {
    guard: 'the version condition of the write',
    file: 'functions/shared/event-store/in-memory.ts',
    snippet: 'if ((row?.tip.version ?? 0) !== expectedVersion) return',
    replacement: 'if (expectedVersion < 0) return',
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
    snippet: 'const first = sent ?? unprepared;',
    replacement: 'const first = sent && unprepared;',
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
    guard: 'the look at what an import has noted before a chunk begins',
    file: 'functions/asset/import/import-chunk.ts',
    snippet: 'if (await isNoted(deps.store, task, now)) return;',
    replacement: '',
    scenario: 'many chunks',
    within: 500,
  },
];
