import { AccountId, type Instant } from '#schemas/primitives.ts';
import { deferralAfter } from '#shared/consumer/fail-record.ts';
import { InMemoryCounters } from '#shared/limits/in-memory-counters.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import { heading, row } from './print.ts';

// How long another tenant's small import takes while one tenant has 40 hostile files in the queue. The queue and its workers are
// modelled, one second at a time. The seats of an account and the delays of deferred messages are the real ones. A fair queue is modelled as SQS
// tells of it: of the messages that are visible, that of the group with the fewest in progress is received first.

const HOSTILE = AccountId.parse('0b0f3f7e-6a1c-4c58-9a54-000000000001');
const SMALL = AccountId.parse('0b0f3f7e-6a1c-4c58-9a54-000000000002');
const START = Date.parse('2026-11-25T12:00:00.000Z');
/** What a file of the largest allowed cost keeps a worker busy with, and one chunk of an import. */
const [HOSTILE_S, CHUNK_S, SMALL_S] = [30, 2, 2];
const LONGEST_S = 3_600;

interface Message {
  readonly account: AccountId;
  readonly id: string;
  readonly seconds: number;
  visible: number;
  waits: number;
}

interface Setting {
  readonly workers: number;
  readonly fair: boolean;
  /** Of one account; absent: as many as there are workers. */
  readonly seats?: number;
}

const at = (second: number): Instant => new Date(START + second * 1000).toISOString();

/** The second at which each message is done. */
async function run(
  messages: readonly Message[],
  { workers, fair, seats }: Setting,
): Promise<Map<string, number>> {
  const counters = new InMemoryCounters();
  const queue = [...messages];
  const working: (Message & { readonly until: number; readonly seat: string | undefined })[] = [];
  const done = new Map<string, number>();
  for (let now = 0; queue.length + working.length > 0 && now < LONGEST_S; now += 1) {
    for (const one of working.filter(({ until }) => until <= now)) {
      working.splice(working.indexOf(one), 1);
      done.set(one.id, now);
      if (one.seat)
        await counters.rise({ accountId: one.account, name: one.seat }, { holder: one.id, now: at(now) });
    }
    const inProgress = (account: AccountId) => working.filter((one) => one.account === account).length;
    while (working.length < workers) {
      const visible = queue.filter((one) => one.visible <= now);
      const [next] = fair
        ? visible.toSorted((a, b) => inProgress(a.account) - inProgress(b.account))
        : visible;
      if (!next) break;
      const holding = { holder: next.id, now: at(now), until: plusSeconds(at(now), 900) };
      let seat: string | undefined;
      for (let n = 1; seats && n <= seats && !seat; n += 1)
        if (await counters.sit({ accountId: next.account, name: `files#${n}` }, holding)) seat = `files#${n}`;
      if (seats && !seat) {
        next.visible = now + deferralAfter(next.waits);
        next.waits += 1;
        continue;
      }
      queue.splice(queue.indexOf(next), 1);
      working.push({ ...next, until: now + next.seconds, seat });
    }
  }
  return done;
}

const message = (account: AccountId, n: number, seconds: number, visible = 0): Message => ({
  account,
  id: `${account}-${n}`,
  seconds,
  visible,
  waits: 0,
});

const hostile = (seconds: number) => Array.from({ length: 40 }, (_, n) => message(HOSTILE, n, seconds));
/** The small tenant's comes one second after the others. */
const small = () => message(SMALL, 0, SMALL_S, 1);

async function delay(others: readonly Message[], setting: Setting): Promise<number> {
  const one = small();
  return ((await run([...others, one], setting)).get(one.id) ?? LONGEST_S) - one.visible;
}

heading('Seconds of a small tenant beside 40 hostile files', ['alone', 'in order', 'fair', 'with seats']);
for (const [stage, workers, seats] of [
  ['dev', 2, 1],
  ['staging', 10, 3],
  ['prod', 20, 5],
] as const) {
  row(`reading the file, ${workers} workers (${stage})`, [
    await delay([], { workers, fair: true, seats }),
    await delay(hostile(HOSTILE_S), { workers, fair: false }),
    await delay(hostile(HOSTILE_S), { workers, fair: true }),
    await delay(hostile(HOSTILE_S), { workers, fair: true, seats }),
  ]);
}
const chunks = () => Array.from({ length: 500 }, (_, n) => message(HOSTILE, n, CHUNK_S));
for (const workers of [5, 50]) {
  row(`one chunk beside 500, ${workers} workers`, [
    await delay([], { workers, fair: true }),
    await delay(chunks(), { workers, fair: false }),
    await delay(chunks(), { workers, fair: true }),
    '',
  ]);
}
