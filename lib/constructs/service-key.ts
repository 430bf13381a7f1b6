import { Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type Conditions,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { ServiceName } from '#schemas/services.ts';
import type { StageStack } from './stage-stack.ts';

interface Props {
  readonly owner: ServiceName | 'platform';
  /** AWS services that encrypt or decrypt with it by themselves. */
  readonly usedBy: readonly string[];
  /** Log groups whose lines it encrypts, such as `/aws/lambda/chariot-dev-asset-*`. */
  readonly logGroups: string;
  /** Roles of other services that read its data, such as `chariot-dev-asset-reactions-*`. */
  readonly lentTo?: readonly string[];
}

/**
 * A key that rotates by itself and encrypts all that one service owns. IAM policies of the account decide on its use,
 * with one exception: a function of another service may not use it unless it is named here. Roles are named by
 * pattern, as a key's policy must not refer to a role that may not exist yet.
 *
 * @example new ServiceKey(this, 'Key-asset', { owner: 'asset', usedBy: ['events.amazonaws.com'], logGroups: '/aws/lambda/chariot-dev-asset-*' })
 */
export class ServiceKey extends Key {
  constructor(stack: StageStack, id: string, { owner, usedBy, logGroups, lentTo = [] }: Props) {
    super(stack, id, {
      alias: `${stack.names.prefix}-${owner}`,
      description: `Encrypts the data of ${owner} (${stack.stage.name})`,
      removalPolicy: stack.removal,
      enableKeyRotation: true,
      policy: new PolicyDocument({ statements: whoOfTheAccount(stack, owner, lentTo) }),
    });
    for (const service of usedBy) this.admitAwsService(service);
    this.admitLogs(logGroups);
  }

  private admitAwsService(service: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
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

function whoOfTheAccount(
  stack: StageStack,
  owner: ServiceName | 'platform',
  lentTo: readonly string[],
): PolicyStatement[] {
  const role = (name: string) => `arn:${stack.partition}:iam::${stack.account}:role/${name}`;
  const leaveToIam = (actions: string[], conditions: Conditions = {}) =>
    new PolicyStatement({ principals: [new AccountRootPrincipal()], actions, resources: ['*'], conditions });
  // Every service writes claims and reads the cursor's secret with the platform's key.
  if (owner === 'platform') return [leaveToIam(['kms:*'])];
  const functions = role(`${stack.names.prefix}-*`);
  const own = role(`${stack.names.prefix}-${owner}-*`);
  return [
    leaveToIam(['kms:*'], { ArnNotLike: { 'aws:PrincipalArn': functions } }),
    leaveToIam(['kms:*'], { ArnLike: { 'aws:PrincipalArn': own } }),
    ...lentTo.map((name) =>
      leaveToIam(['kms:Decrypt', 'kms:DescribeKey'], { ArnLike: { 'aws:PrincipalArn': role(name) } }),
    ),
  ];
}
