import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as z from 'zod';

/**
 * The rights of functions, each spelled out: CDK's own grants are wider (`kms:GenerateDataKey*`, `s3:GetObject*`,
 * Scan).
 */
const allow = (role: IRole, actions: readonly string[], resources: readonly string[]): void => {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
};

export const mayDecrypt = (role: IRole, key: IKey): void =>
  allow(role, ['kms:Decrypt', 'kms:DescribeKey'], [key.keyArn]);

/** Decrypting is part of it: a queue and a multipart upload read their own writes. */
export const mayEncrypt = (role: IRole, key: IKey): void =>
  allow(role, ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], [key.keyArn]);

/** Only from sources of the service's own: consumers know by the source whose event it is. */
export const mayPublish = (role: IRole, busArn: string, service: string): void => {
  const sources = [`chariot.${service}`, `replay.chariot.${service}`];
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [busArn],
      // One call has many entries, and AWS knows the key of each.
      conditions: { 'ForAllValues:StringEquals': { 'events:source': sources } },
    }),
  );
};

export const maySend = (role: IRole, queueArn: string, key: IKey): void => {
  allow(role, ['sqs:SendMessage'], [queueArn]);
  mayEncrypt(role, key);
};

export const mayReceive = (role: IRole, queueArn: string, key: IKey): void => {
  allow(
    role,
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    [queueArn],
  );
  mayDecrypt(role, key);
};

export const mayReadSecret = (role: IRole, secretArn: string, key: IKey): void => {
  allow(role, ['secretsmanager:GetSecretValue'], [secretArn]);
  mayDecrypt(role, key);
};

export const maySign = (role: IRole, keyArn: string): void => allow(role, ['kms:Sign'], [keyArn]);

export const mayReadPublicKey = (role: IRole, keyArn: string): void =>
  allow(role, ['kms:GetPublicKey'], [keyArn]);

/** An ARN as cdk-nag spells it in a finding: `<Thing.Arn>/prefix/*`. */
function spelled(role: IRole, arn: string): string {
  const spell = (part: unknown): string => {
    if (typeof part === 'string') return part;
    const parsed = Intrinsic.parse(part);
    if ('Ref' in parsed) return `<${parsed.Ref}>`;
    if ('Fn::GetAtt' in parsed) return `<${parsed['Fn::GetAtt'].join('.')}>`;
    return parsed['Fn::Join'][1].map(spell).join('');
  };
  return spell(Stack.of(role).resolve(arn));
}

const Intrinsic = z.union([
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.array(z.string()) }),
  z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
]);

function explainWildcard(role: IRole, arn: string, reason: string): void {
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${spelled(role, arn)}]`, reason });
}

const keysAreData =
  'The keys of objects are data that nobody knows yet when this is deployed; bucket and prefix are fixed.';

/**
 * `prefix` ends in a slash, or is empty for the whole bucket. With the right to list, a missing object is 404 instead
 * of 403.
 */
export function mayReadObjects(role: IRole, bucketArn: string, prefix: string, key: IKey): void {
  const objects = `${bucketArn}/${prefix}*`;
  allow(role, ['s3:GetObject', 's3:GetObjectVersion'], [objects]);
  allow(role, ['s3:ListBucket'], [bucketArn]);
  mayDecrypt(role, key);
  explainWildcard(role, objects, keysAreData);
}

export function mayWriteObjects(role: IRole, bucketArn: string, prefix: string, key: IKey): void {
  const objects = `${bucketArn}/${prefix}*`;
  allow(role, ['s3:PutObject', 's3:AbortMultipartUpload'], [objects]);
  mayEncrypt(role, key);
  explainWildcard(role, objects, keysAreData);
}

export interface TableArns {
  readonly table: string;
  readonly indexes: readonly string[];
}

/** No Scan: everything is found by key or by index. */
export function mayReadTable(role: IRole, { table, indexes }: TableArns, key: IKey): void {
  allow(role, ['dynamodb:GetItem', 'dynamodb:Query'], [table]);
  allow(role, ['dynamodb:Query'], indexes);
  mayDecrypt(role, key);
}

/**
 * Conditional puts, alone or in a transaction with checks. Nothing but counters of limits is edited in place, and an
 * item goes only by the table's time to live.
 */
export function mayWriteTable(role: IRole, { table }: TableArns, key: IKey): void {
  allow(role, ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem'], [table]);
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [table],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ACCOUNT#*#LIMIT#*'] } },
    }),
  );
  allow(
    role,
    [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    [key.keyArn],
  );
}

export function mayReadStream(role: IRole, tableArn: string, streamArn: string, key: IKey): void {
  allow(role, ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn]);
  const anyStream = `${tableArn}/stream/*`;
  allow(role, ['dynamodb:ListStreams'], [anyStream]);
  mayDecrypt(role, key);
  explainWildcard(
    role,
    anyStream,
    'Lambda asks which streams the table has; a stream is named by the time at which it was made.',
  );
}
