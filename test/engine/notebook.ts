import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { arn, type Grants, type Resources, ref, table } from './fixture.ts';

const dynamo = new DynamoDBClient({});

/** The table in which functions under test note what they see, in the order in which they see it. */
export const notebookTable: Resources = { Notebook: table() };

/** What a function needs to write into the notebook. */
export const notebookGrants: Grants = [
  { Action: ['dynamodb:UpdateItem', 'dynamodb:GetItem'], Resource: arn('Notebook') },
];
export const notebookEnvironment = { NOTEBOOK: ref('Notebook') };

/**
 * Code for a function: `await note(page, entry)` appends an entry and answers with all entries of the page; `await noted(page)` waits until
 * somebody has written to it.
 */
export const notebookCode = `
const { DynamoDBClient, GetItemCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const dynamo = new DynamoDBClient({});
async function note(page, entry) {
  const { Attributes } = await dynamo.send(new UpdateItemCommand({
    TableName: process.env.NOTEBOOK,
    Key: { pk: { S: page }, sk: { S: 'page' } },
    UpdateExpression: 'SET entries = list_append(if_not_exists(entries, :none), :entry)',
    ExpressionAttributeValues: { ':none': { L: [] }, ':entry': { L: [{ S: JSON.stringify(entry) }] } },
    ReturnValues: 'ALL_NEW',
  }));
  return Attributes.entries.L.map((item) => JSON.parse(item.S));
}
async function noted(page) {
  const Key = { pk: { S: page }, sk: { S: 'page' } };
  const read = () => dynamo.send(new GetItemCommand({ TableName: process.env.NOTEBOOK, Key, ConsistentRead: true }));
  while (!(await read()).Item) await new Promise((resolve) => setTimeout(resolve, 50));
}
`;

/** Writes an empty page, for which a function may wait. */
export async function writeNote(notebook: string, page: string): Promise<void> {
  await dynamo.send(
    new PutItemCommand({ TableName: notebook, Item: { pk: { S: page }, sk: { S: 'page' } } }),
  );
}

/** The entries of a page so far. */
export async function notes<T>(notebook: string, page: string): Promise<T[]> {
  const { Item } = await dynamo.send(
    new GetItemCommand({
      TableName: notebook,
      Key: { pk: { S: page }, sk: { S: 'page' } },
      ConsistentRead: true,
    }),
  );
  return (Item?.entries?.L ?? []).map((entry) => JSON.parse(entry.S ?? 'null'));
}
