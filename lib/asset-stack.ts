import type { Construct } from 'constructs';
import { assetService } from '#schemas/asset/service.ts';
import { addRoutes, platformApi } from './constructs/api-routes.ts';
import { mayReadObjects, mayWriteObjects } from './constructs/permissions.ts';
import { PrivateBucket } from './constructs/private-bucket.ts';
import { ServiceCore } from './constructs/service-core.ts';
import { ServiceStack } from './constructs/service-stack.ts';
import type { StageProps } from './constructs/stage-stack.ts';
import { tokenAuthorizer } from './constructs/token-authorizer.ts';
import { WorkQueue } from './constructs/work-queue.ts';

/** Assets, seeds, and the imports that make assets of scan reports. */
export class AssetStack extends ServiceStack {
  constructor(scope: Construct, props: StageProps) {
    super(scope, assetService, props);
    const files = new PrivateBucket(this, 'Files', {
      bucketName: this.names.filesBucket('asset'),
      key: this.key,
    });
    const imports = new WorkQueue(this, 'Imports', {
      name: 'imports',
      copies: 'bulk',
      batchSize: 1,
      lateAfter: 300,
      lateImpact: 'Imports of scans take longer; their assets appear later.',
    });
    const matches = new WorkQueue(this, 'Matches', {
      name: 'matches',
      batchSize: 1,
      lateAfter: 300,
      lateImpact: 'After a change of seeds, assets stay on the former side of the scope for longer.',
    });
    const scansBucket = this.names.filesBucket('capability');

    const { commands, queries, reactions } = new ServiceCore(this, {
      environment: {
        FILES_BUCKET: files.bucketName,
        IMPORTS_QUEUE_URL: imports.queue.queueUrl,
        MATCHES_QUEUE_URL: matches.queue.queueUrl,
      },
    });
    imports.feed(reactions);
    matches.feed(reactions);
    mayReadObjects(queries.role, files.bucketArn, 'imports/', this.key);
    mayReadObjects(reactions.role, files.bucketArn, 'imports/', this.key);
    mayWriteObjects(reactions.role, files.bucketArn, 'imports/', this.key);
    mayReadObjects(reactions.role, this.bucketArn(scansBucket), 'reports/', this.keyOf('capability'));

    addRoutes(this, platformApi(this), {
      commands,
      queries,
      authorizer: tokenAuthorizer(this),
    });
  }
}
