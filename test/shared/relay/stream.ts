import { marshall } from '@aws-sdk/util-dynamodb';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { itemOf } from '#shared/event-store/dynamo-item.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { type CounterCommand, contextFor, counter, newAccount } from '../event-store/counter.ts';

export interface ToldWrite {
  readonly eventName: string;
  readonly dynamodb: {
    SequenceNumber: string;
    NewImage?: Record<string, unknown>;
    OldImage?: Record<string, unknown>;
  };
}

/** An image as Lambda hands it over: JSON, with bytes as base64 text. */
const asJson = (image: Record<string, { B?: Uint8Array }>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );

/** What a table's stream tells of commands to one thing, one record per write. */
export async function streamOfCommands(commands: readonly CounterCommand[], first = 1): Promise<ToldWrite[]> {
  const [store, account] = [createInMemoryStore(), newAccount('stream')];
  const stream = streamOf(counter, account, 'k');
  const told: ToldWrite[] = [];
  let old: Record<string, unknown> | undefined;
  for (const [at, command] of commands.entries()) {
    await execute(store, counter, { key: 'k', command, context: contextFor(account) });
    const item = itemOf(stream, (await store.load(stream))!);
    const image = asJson(
      marshall(item, { removeUndefinedValues: true }) as Record<string, { B?: Uint8Array }>,
    );
    told.push({
      eventName: old ? 'MODIFY' : 'INSERT',
      dynamodb: { SequenceNumber: String(first + at), NewImage: image, ...(old && { OldImage: old }) },
    });
    old = image;
  }
  return told;
}
