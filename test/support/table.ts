import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { documents } from './endpoint.ts';

/** The deployed table that a test's own one is made after: what is tested is the form that the stacks give it. */
const MODEL = 'chariot-local-asset';

/** A table of a test's own, with the keys and indexes of the deployed one and without its stream. */
export async function ownTable(): Promise<{ name: string; drop: () => Promise<void> }> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: MODEL }));
  const name = `test-${randomUUID()}`;
  await documents.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );
  await waitUntilTableExists({ client: documents, maxWaitTime: 30, minDelay: 1 }, { TableName: name });
  return { name, drop: async () => void (await documents.send(new DeleteTableCommand({ TableName: name }))) };
}
