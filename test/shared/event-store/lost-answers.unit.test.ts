import { Readable } from 'node:stream';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { execute } from '#shared/aggregate/execute.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const Request = z.looseObject({ headers: z.record(z.string(), z.string()), body: z.custom<Uint8Array>() });
const Put = z.looseObject({ Item: z.record(z.string(), z.custom<AttributeValue>()) });

/** DynamoDB below the SDK: one item, whose writer loses the connection before the answer to each first write. */
function breaking() {
  const calls: string[] = [];
  let item: Record<string, AttributeValue> | undefined;
  const answer = (statusCode: number, body: object) => ({
    response: {
      statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Readable.from([Buffer.from(JSON.stringify(body))]),
    },
  });
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    async handle(request: unknown) {
      const { headers, body } = Request.parse(request);
      const call = headers['x-amz-target']?.split('.')[1] ?? '';
      calls.push(call);
      if (call === 'GetItem') return answer(200, item ? { Item: item } : {});
      const { Item } = Put.parse(JSON.parse(new TextDecoder().decode(body)));
      if (item?.Version?.N === Item.Version?.N) {
        const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
        return answer(400, { __type, message: 'no', Item: item });
      }
      item = Item;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' });
    },
  };
  const client = new DynamoDBClient({
    region: 'us-east-1',
    maxAttempts: 4,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler,
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { store: new DynamoEventStore(documents, 'table', 'us-east-1'), calls };
}

it('a command whose first write lost its answer is answered as written, and not as a repeat', async () => {
  const { store, calls } = breaking();
  const context = contextFor(newAccount('lost'), 'once');
  const command = { kind: 'open', label: 'k' } as const;
  expect(await execute(store, counter, { key: 'k', command, context, assume: 'absent' })).toMatchObject({
    version: 1,
    changed: true,
    replayed: false,
  });
  expect(calls).toEqual(['PutItem', 'PutItem']);
  const again = { ...context, causationId: 'another request' };
  expect(await execute(store, counter, { key: 'k', command, context: again })).toMatchObject({
    replayed: true,
  });
});
