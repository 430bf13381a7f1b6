import { afterAll, beforeAll } from 'vitest';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { documents } from '../../support/endpoint.ts';
import { ownTable } from '../../support/table.ts';
import { eventStoreConformance } from './conformance.ts';

let table: Awaited<ReturnType<typeof ownTable>>;
let store: DynamoEventStore;

beforeAll(async () => {
  table = await ownTable();
  store = new DynamoEventStore(documents, table.name, 'us-east-1');
});

afterAll(() => table.drop());

eventStoreConformance('in DynamoDB', () => store);
