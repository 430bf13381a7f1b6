import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeUnitsOf } from '#shared/event-store/size.ts';

/** What a piece of work asked of DynamoDB. */
export interface Counted {
  /** Requests and answers. */
  readonly roundTrips: number;
  /** As DynamoDB bills them: one per started kilobyte of an item, twice that in a transaction. Index writes come on top. */
  readonly writeUnits: number;
  /** Write units of the items as they are, once each: nothing that keeps them can cost less. */
  readonly leastWriteUnits: number;
}

interface Put {
  readonly Item: Record<string, unknown>;
}

/** A document client that counts. It looks at what is sent, as engines differ in what they say was consumed. */
export function countedClient(): {
  client: DynamoDBDocumentClient;
  count: (work: () => Promise<unknown>) => Promise<Counted>;
} {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  let counted: Counted;
  client.middlewareStack.add(
    (next) => async (args) => {
      const items = itemsOf(args.input);
      const units = items.reduce((sum, item) => sum + writeUnitsOf(item), 0);
      counted = {
        roundTrips: counted.roundTrips + 1,
        writeUnits: counted.writeUnits + units * ('TransactItems' in args.input ? 2 : 1),
        leastWriteUnits: counted.leastWriteUnits + units,
      };
      return next(args);
    },
    { step: 'initialize', priority: 'high' },
  );
  const count = async (work: () => Promise<unknown>): Promise<Counted> => {
    counted = { roundTrips: 0, writeUnits: 0, leastWriteUnits: 0 };
    await work();
    return counted;
  };
  return { client, count };
}

function itemsOf(input: object): Record<string, unknown>[] {
  if ('Item' in input) return [(input as Put).Item];
  if ('TransactItems' in input)
    return (input.TransactItems as { Put: Put }[]).map(({ Put: { Item } }) => Item);
  return [];
}
