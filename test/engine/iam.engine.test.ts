import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { arn, type Grants, lambda, queue, ref, stackOf, table } from './fixture.ts';

/** Calls the AWS API as it is told, with the rights of its role, and answers with the name of the error. */
const caller = `
exports.handler = async ({ service, command, input, presign }) => {
  const sdk = require('@aws-sdk/client-' + service);
  const [Client] = Object.entries(sdk).flatMap(([name, value]) => (name.endsWith('Client') && name !== '__Client' ? [value] : []));
  if (input.Message) input.Message = Buffer.from(input.Message);
  const request = new sdk[command](input);
  const client = new Client({ maxAttempts: 1 });
  if (presign) return require('@aws-sdk/s3-request-presigner').getSignedUrl(client, request, { expiresIn: 60 });
  try {
    await client.send(request);
    return 'allowed';
  } catch (error) {
    return error.name;
  }
};`;

const inTable = (suffix: string) => ({ 'Fn::Join': ['', [arn('Table'), suffix]] });
const inBucket = { 'Fn::Join': ['', [arn('Bucket'), '/*']] };

const may: Grants = [
  { Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: arn('Table') },
  { Action: ['sqs:SendMessage'], Resource: arn('Queue') },
  { Action: ['events:PutEvents'], Resource: arn('Bus') },
  { Action: ['s3:PutObject', 's3:GetObject'], Resource: inBucket },
  { Action: ['secretsmanager:GetSecretValue'], Resource: ref('Secret') },
  { Action: ['kms:Sign'], Resource: arn('Key') },
  { Action: ['lambda:InvokeFunction'], Resource: arn('Reader') },
];

const stack = stackOf(
  {
    Table: table(
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'Index',
            KeySchema: [{ AttributeName: 'gsi', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
      ['gsi'],
    ),
    Queue: queue(),
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: ref('AWS::StackName') } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    TlsOnly: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('Bucket'),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: [arn('Bucket'), inBucket],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 's' } },
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', ref('AWS::AccountId'), ':root']] } },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        },
      },
    },
    ...lambda('Writer', { code: caller, grants: may }),
    ...lambda('Reader', {
      code: caller,
      grants: [{ Action: ['dynamodb:Query'], Resource: [arn('Table'), inTable('/index/*')] }],
    }),
    ...lambda('TableReader', {
      code: caller,
      grants: [{ Action: ['dynamodb:Query'], Resource: arn('Table') }],
    }),
    ...lambda('Nobody', { code: caller }),
  },
  {
    table: ref('Table'),
    queue: ref('Queue'),
    bus: ref('Bus'),
    bucket: ref('Bucket'),
    secret: ref('Secret'),
    key: ref('Key'),
    Writer: ref('Writer'),
    Reader: ref('Reader'),
    TableReader: ref('TableReader'),
    Nobody: ref('Nobody'),
  },
);

const client = new LambdaClient({});

interface Call {
  readonly service: string;
  readonly command: string;
  readonly input: unknown;
  readonly presign?: boolean;
}

async function as(name: 'Writer' | 'Reader' | 'TableReader' | 'Nobody', call: Call): Promise<string> {
  const { Payload } = await client.send(
    new InvokeCommand({ FunctionName: stack[name], Payload: JSON.stringify(call) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const put = (): Call => ({
  service: 'dynamodb',
  command: 'PutItemCommand',
  input: { TableName: stack.table, Item: { pk: { S: 'a' }, sk: { S: 'a' } } },
});
const query = (index?: string): Call => ({
  service: 'dynamodb',
  command: 'QueryCommand',
  input: {
    TableName: stack.table,
    IndexName: index,
    KeyConditionExpression: '#key = :key',
    ExpressionAttributeNames: { '#key': index ? 'gsi' : 'pk' },
    ExpressionAttributeValues: { ':key': { S: 'a' } },
  },
});
const transact = (): Call => ({
  service: 'dynamodb',
  command: 'TransactWriteItemsCommand',
  input: { TransactItems: [{ Put: { TableName: stack.table, Item: { pk: { S: 'b' }, sk: { S: 'b' } } } }] },
});
const object = (command: string): Call => ({
  service: 's3',
  command,
  input: { Bucket: stack.bucket, Key: 'k', ...(command === 'PutObjectCommand' ? { Body: 'x' } : {}) },
});
const others = (): Record<string, Call> => ({
  'send a batch of messages': {
    service: 'sqs',
    command: 'SendMessageBatchCommand',
    input: { QueueUrl: stack.queue, Entries: [{ Id: '1', MessageBody: 'x' }] },
  },
  'publish events': {
    service: 'eventbridge',
    command: 'PutEventsCommand',
    input: { Entries: [{ EventBusName: stack.bus, Source: 's', DetailType: 't', Detail: '{}' }] },
  },
  'put an object into a bucket that demands TLS': object('PutObjectCommand'),
  'read a secret': {
    service: 'secrets-manager',
    command: 'GetSecretValueCommand',
    input: { SecretId: stack.secret },
  },
  'sign with a key': {
    service: 'kms',
    command: 'SignCommand',
    input: { KeyId: stack.key, Message: 'text', MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' },
  },
  'call a function': {
    service: 'lambda',
    command: 'InvokeCommand',
    input: { FunctionName: stack.Reader, Payload: JSON.stringify(query()) },
  },
});

const denied = /^(AccessDenied|AccessDeniedException|NotAuthorized)$/;

// One after the other, as each call at the same time would need an environment of its own.
describe('a function', () => {
  it('writes where its role may write', async () => {
    expect(await as('Writer', put())).toBe('allowed');
  });

  it('needs only the action of the single write for a transaction of it', async () => {
    expect(await as('Writer', transact())).toBe('allowed');
  });

  it('that may only query cannot write, one by one or in a transaction', async () => {
    expect(await as('Reader', query())).toBe('allowed');
    expect(await as('Reader', put())).toBe('AccessDeniedException');
    expect(await as('Reader', transact())).toBe('AccessDeniedException');
  });

  it('that may query a table may not query its indexes', async () => {
    expect(await as('Reader', query('Index'))).toBe('allowed');
    expect(await as('TableReader', query())).toBe('allowed');
    expect(await as('TableReader', query('Index'))).toBe('AccessDeniedException');
  });

  it.for([
    'send a batch of messages',
    'publish events',
    'put an object into a bucket that demands TLS',
    'read a secret',
    'sign with a key',
    'call a function',
  ])('may %s only when its role grants it', async (what) => {
    const call = others()[what];
    expect(await as('Writer', call!)).toBe('allowed');
    expect(await as('Nobody', call!)).toMatch(denied);
  });

  it('signs URLs that are worth as much as its role', async () => {
    const upload = async (name: 'Writer' | 'Nobody') => {
      const url = await as(name, { ...object('PutObjectCommand'), presign: true });
      return (await fetch(url, { method: 'PUT', body: 'x' })).status;
    };
    expect(await upload('Writer')).toBe(200);
    expect(await upload('Nobody')).toBe(403);
  });
});
