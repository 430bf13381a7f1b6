import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { secondsOf } from '#shared/event-store/dynamo-item.ts';
import type { DynamoTable } from '#shared/event-store/dynamo-table.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import {
  type Counter,
  type Counters,
  counterAddressOf,
  type Holding,
  type Seat,
  seatAddressOf,
} from './counters.ts';

const Item = z.looseObject({ Used: z.number() });

/** Items of the service's own table. They have no version, so that no relay looks at them. */
export class DynamoCounters implements Counters {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  /** The condition closes the race between callers who each see room for one more. */
  async take(counter: Counter, amount: number, most: number): Promise<boolean> {
    if (amount > most) return false;
    return this.#held('counting what an account uses', () =>
      this.#table.client.send(
        new UpdateCommand({
          TableName: this.#table.name,
          Key: counterAddressOf(counter),
          UpdateExpression: 'ADD Used :amount SET ExpiresAt = :end',
          ConditionExpression: 'attribute_not_exists(Used) OR Used <= :room',
          ExpressionAttributeValues: {
            ':amount': amount,
            ':room': most - amount,
            ':end': secondsOf(counter.expiresAt),
          },
        }),
      ),
    );
  }

  /** The condition keeps a repeat from making the sum negative. */
  async giveBack(counter: Counter, amount: number): Promise<void> {
    await this.#held('giving back what an account did not use', () =>
      this.#table.client.send(
        new UpdateCommand({
          TableName: this.#table.name,
          Key: counterAddressOf(counter),
          UpdateExpression: 'ADD Used :less',
          ConditionExpression: 'Used >= :amount',
          ExpressionAttributeValues: { ':less': -amount, ':amount': amount },
        }),
      ),
    );
  }

  async used(counter: Counter): Promise<number> {
    const item = await this.#table.get(counterAddressOf(counter));
    return Item.safeParse(item).data?.Used ?? 0;
  }

  /** The condition closes the race between two who find the seat free. */
  sit(seat: Seat, { holder, now, until }: Holding): Promise<boolean> {
    return this.#held('taking a seat', () =>
      this.#table.client.send(
        new PutCommand({
          TableName: this.#table.name,
          Item: { ...seatAddressOf(seat), Holder: holder, Until: until, ExpiresAt: secondsOf(until) },
          ConditionExpression: 'attribute_not_exists(PK) OR Holder = :holder OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'Until' },
          ExpressionAttributeValues: { ':holder': holder, ':now': now },
        }),
      ),
    );
  }

  /** A seat is left by ending its time: rights to delete are not needed. The condition spares the next holder. */
  async rise(seat: Seat, { holder, now }: Pick<Holding, 'holder' | 'now'>): Promise<void> {
    await this.#held('leaving a seat', () =>
      this.#table.client.send(
        new PutCommand({
          TableName: this.#table.name,
          Item: { ...seatAddressOf(seat), Holder: holder, Until: now, ExpiresAt: secondsOf(now) },
          ConditionExpression: 'Holder = :holder',
          ExpressionAttributeValues: { ':holder': holder },
        }),
      ),
    );
  }

  async #held(doing: string, send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw awsFailure(error, doing);
    }
  }
}
