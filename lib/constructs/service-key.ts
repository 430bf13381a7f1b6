import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

interface Props {
  readonly description: string;
  readonly alias: string;
  readonly removalPolicy: RemovalPolicy;
  /** AWS services that encrypt or decrypt with it by themselves, only for things of this account. */
  readonly usedBy: readonly string[];
  /** Log groups whose lines it encrypts, such as `/aws/lambda/chariot-dev-asset-*`. */
  readonly logGroups: string;
}

/**
 * A key that rotates by itself and encrypts everything that one service owns. IAM policies decide who of this account uses it; the key's own
 * policy admits the AWS services that act on the account's behalf.
 */
export class ServiceKey extends Key {
  constructor(scope: Construct, id: string, { description, alias, removalPolicy, usedBy, logGroups }: Props) {
    super(scope, id, { description, alias, removalPolicy, enableKeyRotation: true });
    for (const service of usedBy) this.admit(new ServicePrincipal(service));
    this.admitLogs(logGroups);
  }

  private admit(principal: IPrincipal): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [principal],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        // In a key's policy, every resource is this key.
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  private admitLogs(logGroups: string): void {
    const stack = Stack.of(this);
    const arn = stack.formatArn({ service: 'logs', resource: `log-group:${logGroups}` });
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn } },
      }),
    );
  }
}
