import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { TransientFailure } from '#schemas/errors.ts';
import { DueMessage } from '#shared/due/due-message.ts';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory } from '#shared/due/sweep-memory.ts';
import { DUE_SHARDS, type DueItem, type EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';

const queue = mockClient(SQSClient);
const due = createSqsQueue(new SQSClient({ region: 'us-east-1' }), 'https://due');
const DUE = Date.parse('2026-11-24T08:00:00.000Z');
const MINUTE = 60_000;
const past = (ms: number): string => new Date(DUE + ms).toISOString();

/** A store with an index of what is due, and nothing else. `broken` is the shard that cannot be read. */
function storeOf(items: readonly (DueItem & { readonly shard: number })[], broken?: number): EventStore {
  const due = async function* (shard: number, until: string): AsyncGenerator<DueItem> {
    if (shard === broken) throw new TransientFailure('unavailable', 'this shard is away');
    yield* items.filter((item) => item.shard === shard && item.due <= until);
  };
  return Object.assign(Object.create(createInMemoryStore()), { due });
}

const item = (name: string, shard = 0, due = past(0)) => ({
  address: { PK: 'ACCOUNT#a#0', SK: `THING#${name}` },
  due,
  shard,
});

let memory = new InMemorySweepMemory();
const run = (store: EventStore, now: string) => sweep({ store, queue: due, memory }, now);
const sent = (): string[] =>
  queue
    .commandCalls(SendMessageBatchCommand)
    .flatMap((call) => call.args[0].input.Entries ?? [])
    .map(({ MessageBody = '' }) => DueMessage.parse(JSON.parse(MessageBody)).SK.slice('THING#'.length));

beforeEach(() => {
  memory = new InMemorySweepMemory();
  queue.reset();
  queue.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
});

describe('the sweep', () => {
  it('sends a thing that has just become due each time, and one that is not due yet never', async () => {
    const store = storeOf([item('now'), item('later', 0, past(MINUTE))]);
    for (const seconds of [0, 30, 59]) await run(store, past(seconds * 1000));
    expect(sent()).toEqual(['now', 'now', 'now']);
  });

  // A thing whose command is refused stays in the index: one message a minute filled its parking lot with twenty thousand copies in two weeks.
  it('sends a thing that stays due ever more seldom, and never gives it up', async () => {
    const store = storeOf([item('stuck')]);
    const times: number[] = [];
    // The schedule is never exact: sweeps that are a little more than a minute apart miss whole minutes.
    for (let at = 0; at < 14 * 24 * 60 * MINUTE; at += MINUTE + 1_000) {
      if ((await run(store, past(at))) > 0) times.push(at / MINUTE);
    }
    const within = (minutes: number) => times.filter((minute) => minute < minutes);
    const waits = (from: number) =>
      times.flatMap((minute, at) => (at > 0 && minute >= from ? [minute - (times[at - 1] ?? 0)] : []));
    expect(within(10)).toHaveLength(10);
    expect(within(60).length).toBeLessThanOrEqual(20);
    expect(Math.max(...waits(0))).toBeLessThanOrEqual(24 * 60);
    expect(Math.max(...waits(0).slice(0, within(60).length - 1))).toBeLessThanOrEqual(10);
    expect(Math.max(...waits(0).slice(0, within(24 * 60).length - 1))).toBeLessThanOrEqual(60);
    expect(times.at(-1)).toBeGreaterThan(12 * 24 * 60);
    expect(times.length).toBeLessThan(110);
  });

  it('reads every shard even if one fails, and says afterwards that it failed', async () => {
    const all = Array.from({ length: DUE_SHARDS }, (_, shard) => item(`in ${shard}`, shard));
    await expect(run(storeOf(all, 1), past(0))).rejects.toMatchObject({ kind: 'transient' });
    const others = all.filter(({ shard }) => shard !== 1).map(({ shard }) => `in ${shard}`);
    expect(sent().toSorted()).toEqual(others.toSorted());
  });

  it('goes on behind a message that the queue does not take', async () => {
    const many = Array.from({ length: 25 }, (_, at) => item(`n${at}`));
    queue
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] })
      .resolves({ Successful: [], Failed: [] });
    await expect(run(storeOf(many), past(0))).rejects.toMatchObject({ kind: 'transient' });
    expect(sent()).toHaveLength(25);
    expect(queue.commandCalls(SendMessageBatchCommand)).toHaveLength(3);
  });

  it('sends once a thing that fell due while no sweep succeeded, whenever that was', async () => {
    const fell = [
      item('early', 0, past(0)),
      item('late', 0, past(37 * MINUTE)),
      item('other', 1, past(50 * MINUTE)),
    ];
    const store = storeOf(fell);
    await run(store, past(-MINUTE));
    // The sweep is away for more than two hours: by now it is the turn of none of them.
    const back = 127 * MINUTE;
    await run(store, past(back));
    expect(sent().toSorted()).toEqual(['early', 'late', 'other']);
    queue.resetHistory();
    for (let minute = 1; minute <= 30; minute += 1) await run(store, past(back + minute * MINUTE));
    expect(sent().filter((name) => name === 'early').length).toBeLessThanOrEqual(2);
    expect(sent().length).toBeLessThanOrEqual(6);
  });

  it('takes no sweep for one that succeeded whose queue did not take everything', async () => {
    const store = storeOf([item('a', 0, past(0))]);
    await run(store, past(-MINUTE));
    queue
      .on(SendMessageBatchCommand)
      .resolves({ Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] });
    await expect(run(store, past(100 * MINUTE))).rejects.toMatchObject({ kind: 'transient' });
    queue.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    queue.resetHistory();
    await run(store, past(105 * MINUTE));
    expect(sent()).toEqual(['a']);
  });

  it('counts its messages', async () => {
    const many = Array.from({ length: 23 }, (_, at) => item(`n${at}`, at % DUE_SHARDS));
    expect(await run(storeOf(many), past(0))).toBe(23);
    expect(await run(storeOf([]), past(0))).toBe(0);
  });
});
