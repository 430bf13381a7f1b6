import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { StageStack } from './stage-stack.ts';

interface Props {
  readonly bucketName: string;
  readonly key: IKey;
  /** Beside the rules of every bucket, which end abandoned uploads and replaced versions. */
  readonly lifecycle?: readonly LifecycleRule[];
}

/** Reads are logged where the stage keeps access logs. The bucket for them is found by its name. */
function accessLogs(stack: StageStack, id: string, prefix: string): BucketProps {
  if (!stack.stage.features.accessLogs) return {};
  return {
    serverAccessLogsBucket: Bucket.fromBucketName(stack, `${id}AccessLogs`, stack.names.accessLogBucket),
    serverAccessLogsPrefix: `${prefix}/`,
  };
}

/**
 * A bucket that nobody outside can reach: no public access, no CORS, TLS only, encrypted with the service's key, versioned.
 *
 * @example new PrivateBucket(this, 'Files', { bucketName: names.filesBucket('asset'), key })
 */
export class PrivateBucket extends Bucket {
  constructor(stack: StageStack, id: string, { bucketName, key, lifecycle = [] }: Props) {
    super(stack, id, {
      ...accessLogs(stack, id, bucketName),
      bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stack.removal,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(30),
        },
        ...lifecycle,
      ],
    });
    Validations.of(this).acknowledge(
      stack.stage.features.accessLogs
        ? {
            id: 'Annotation::@aws-cdk/aws-s3:accessLogsPolicyNotAdded',
            reason: 'AccessLogBucket itself admits the deliveries of this stage.',
          }
        : {
            id: 'AwsSolutions-S1',
            reason: `Stage ${stack.stage.name} keeps no access logs: there is nobody but the developer.`,
          },
    );
  }
}
