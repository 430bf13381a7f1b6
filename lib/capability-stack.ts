import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { capabilityService } from '#schemas/capability/service.ts';
import { addRoutes, platformApi } from './constructs/api-routes.ts';
import { subscribe } from './constructs/event-subscription.ts';
import { mayReadObjects, mayWriteObjects } from './constructs/permissions.ts';
import { PrivateBucket } from './constructs/private-bucket.ts';
import { ServiceConsumer } from './constructs/service-consumer.ts';
import { ServiceCore } from './constructs/service-core.ts';
import { ServiceStack } from './constructs/service-stack.ts';
import type { StageProps } from './constructs/stage-stack.ts';
import { tokenAuthorizer } from './constructs/token-authorizer.ts';
import { WorkQueue } from './constructs/work-queue.ts';

/** The scanners, the jobs that run them, and the worker that reads their results. */
export class CapabilityStack extends ServiceStack {
  constructor(scope: Construct, props: StageProps) {
    super(scope, capabilityService, props);
    const files = new PrivateBucket(this, 'Files', {
      bucketName: this.names.filesBucket('capability'),
      key: this.key,
      // A report is read once, when it is imported; the file that it was made of stays.
      lifecycle: [{ prefix: 'reports/', expiration: Duration.days(90) }],
    });
    const jobs = new WorkQueue(this, 'Jobs', {
      name: 'jobs',
      timeout: 'worker',
      batchSize: 1,
      lateAfter: 300,
      lateImpact: 'Results that were uploaded are read later.',
    });
    const environment = { FILES_BUCKET: files.bucketName };

    const { table, commands, queries } = new ServiceCore(this, { environment });
    const worker = new ServiceConsumer(this, 'Worker', {
      name: 'worker',
      subscriber: 'capability:worker',
      parked: jobs.parked,
      pace: 'worker',
      description: 'Reads the result file of a job and makes a report of it',
      // Of one account, so that it leaves workers to others.
      environment: {
        ...environment,
        FILES_AT_ONCE: String(Math.ceil(this.stage.concurrency.copies.events / 4)),
      },
      errorImpact: 'Some results are read later, and parked after some attempts.',
    });
    subscribe(this, 'capability:worker', jobs);
    jobs.feed(worker);
    table.grantReadWrite(worker.role);
    mayReadObjects(worker.role, files.bucketArn, 'uploads/', this.key);
    mayWriteObjects(worker.role, files.bucketArn, 'reports/', this.key);
    mayReadObjects(commands.role, files.bucketArn, 'uploads/', this.key);
    mayWriteObjects(commands.role, files.bucketArn, 'uploads/', this.key);
    mayReadObjects(queries.role, files.bucketArn, 'uploads/', this.key);
    mayReadObjects(queries.role, files.bucketArn, 'reports/', this.key);

    addRoutes(this, platformApi(this), {
      commands,
      queries,
      authorizer: tokenAuthorizer(this),
    });
  }
}
