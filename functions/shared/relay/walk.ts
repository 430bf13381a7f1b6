import * as z from 'zod';
import { Refusal } from '#schemas/errors.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { partitionOf, type StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';

/** Where one kind of aggregate lies in its service's table. */
export interface AggregatePlace {
  readonly prefix: string;
  readonly shards: number;
}

/** A part of the way through an account, and where the way goes on behind it. */
export interface Step {
  /** Absent behind a read that showed nothing: of what was purged, any number of stubs may lie there. */
  readonly thing?: Thing;
  readonly cursor: string;
}

export interface Thing {
  readonly stream: StreamId;
  readonly tip: Tip;
  /** The version up to which an earlier invocation came within this thing. */
  readonly after?: number;
  /** Within this thing, behind one of its versions. */
  readonly cursorAt: (version: number) => string;
}

/** Place, shard and sort key; and a version where the thing with that key is not done. */
const Behind = z.tuple([z.int().min(0), z.int().min(0), z.string()]);
const Within = z.tuple([...Behind.def.items, z.int().min(0)]);
const Position = z.union([Behind, Within]);

const positionIn = (cursor: string | undefined): z.infer<typeof Position> => {
  if (cursor === undefined) return [0, 0, ''];
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Refusal('invalid', 'cursor: it must be one that this operation answered', { cause });
  }
};

const cursorOf = (position: z.infer<typeof Position>): string =>
  Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');

/** Things that are read at once: whole tips, and no more than a page of DynamoDB holds. */
const PAGE = 100;

/**
 * Every thing that a service keeps of an account, place by place, shard by shard, in order of their keys, from behind
 * `cursor` on, or from within the thing that it names. What is made meanwhile may be missed, as it is published by
 * itself.
 */
export async function* walk(
  store: Pick<EventStore, 'queryBase' | 'loadAt'>,
  places: readonly AggregatePlace[],
  accountId: AccountId,
  cursor: string | undefined,
): AsyncGenerator<Step> {
  const [firstPlace, firstShard, firstKey, within] = positionIn(cursor);
  for (const [at, place] of places.entries()) {
    for (let shard = 0; shard < place.shards; shard += 1) {
      if (at < firstPlace || (at === firstPlace && shard < firstShard)) continue;
      const first = at === firstPlace && shard === firstShard;
      let after = first ? firstKey : '';
      const thingOf = (SK: string, tip: Tip): Thing => ({
        stream: { accountId, key: tip.key, ...place },
        tip,
        cursorAt: (version) => cursorOf([at, shard, SK, version]),
      });
      if (first && within !== undefined) {
        // It may have been purged since.
        const tip = await store.loadAt({ PK: partitionOf(accountId, shard), SK: firstKey });
        if (tip)
          yield {
            thing: { ...thingOf(firstKey, tip), after: within },
            cursor: cursorOf([at, shard, firstKey]),
          };
      }
      for (let isLast = false; !isLast; ) {
        const { items, next } = await store.queryBase({
          accountId,
          shard,
          prefix: place.prefix,
          keyPrefix: '',
          limit: PAGE,
          ...(after !== '' && { after }),
        });
        for (const { SK, tip } of items) {
          yield { thing: thingOf(SK, tip), cursor: cursorOf([at, shard, SK]) };
        }
        after = next ?? after;
        isLast = next === undefined;
        if (items.length === 0 && !isLast) yield { cursor: cursorOf([at, shard, after]) };
      }
    }
  }
}
