import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { StageStack } from './stage-stack.ts';

/**
 * Takes S3's access logs of the buckets of this stage, and keeps them for a year.
 *
 * @example if (this.stage.features.accessLogs) new AccessLogBucket(this, 'AccessLogs')
 */
export class AccessLogBucket extends Bucket {
  constructor(stack: StageStack, id: string) {
    super(stack, id, {
      bucketName: stack.names.accessLogBucket,
      // S3 delivers access logs only to buckets with its own keys.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stack.removal,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': `arn:${stack.partition}:s3:::${stack.names.prefix}-*` },
        },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds the access logs of the others; logging its own deliveries would never end.',
    });
  }
}
