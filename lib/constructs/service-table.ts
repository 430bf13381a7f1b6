import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  Operation,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import { mayReadStream, mayReadTable, mayWriteTable, type TableArns } from './permissions.ts';
import type { ServiceStack } from './service-stack.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The fields that lists show. `Events` is never projected: each write would pay for it once per index. */
const listed = ['Type', 'Key', 'Version', 'Summary'];

/**
 * The one table of a service: tips and pages of events, three sparse indexes, and the stream that is its outbox.
 *
 * @example const table = new ServiceTable(this, 'Table'); table.grantRead(queries.role)
 */
export class ServiceTable extends Construct {
  readonly name: string;
  readonly streamArn: string;
  private readonly stack: ServiceStack;
  private readonly table: Table;

  constructor(stack: ServiceStack, id: string) {
    super(stack, id);
    this.stack = stack;
    this.name = stack.names.table(stack.service);
    this.table = new Table(this, 'Table', {
      tableName: this.name,
      partitionKey: text('PK'),
      sortKey: text('SK'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: stack.key,
      // The relay compares the old item with the new one, so it needs both.
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ExpiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stack.stage.deletionProtection,
      removalPolicy: stack.removal,
    });
    this.addIndexes();
    this.streamArn = this.table.tableStreamArn ?? '';
    this.addAlarms();
  }

  grantRead(role: IRole): void {
    mayReadTable(role, this.arns(), this.stack.key);
  }

  grantReadWrite(role: IRole): void {
    mayReadTable(role, this.arns(), this.stack.key);
    mayWriteTable(role, this.arns(), this.stack.key);
  }

  grantStream(role: IRole): void {
    mayReadStream(role, this.table.tableArn, this.streamArn, this.stack.key);
  }

  private arns(): TableArns {
    const table = this.table.tableArn;
    return { table, indexes: ['GSI1', 'GSI2', 'GSI3'].map((name) => `${table}/index/${name}`) };
  }

  private addIndexes(): void {
    for (const indexName of ['GSI1', 'GSI2']) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(`${indexName}PK`),
        sortKey: text(`${indexName}SK`),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: listed,
      });
    }
    this.table.addGlobalSecondaryIndex({
      indexName: 'GSI3',
      partitionKey: text('GSI3PK'),
      sortKey: text('GSI3SK'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  private addAlarms(): void {
    const { stage } = this.stack;
    const on = {
      operations: [Operation.GET_ITEM, Operation.PUT_ITEM, Operation.QUERY, Operation.TRANSACT_WRITE_ITEMS],
    };
    const plain = (metricName: string): IMetric =>
      this.table.metric(metricName, { period: minute, statistic: 'Sum' });
    const throttled = new MathExpression({
      expression: 'reads + writes',
      usingMetrics: { reads: plain('ReadThrottleEvents'), writes: plain('WriteThrottleEvents') },
      period: minute,
    });
    this.alarm(
      'Throttles',
      stage.features.metricMath ? throttled : plain('WriteThrottleEvents'),
      `DynamoDB throttles table ${this.name}: a partition, or the account, is over its limit.`,
    );
    if (!stage.features.metricMath) return;
    this.alarm(
      'SystemErrors',
      this.table.metricSystemErrorsForOperations({ ...on, period: minute }),
      `DynamoDB answers with errors of its own for table ${this.name}.`,
    );
  }

  private alarm(id: string, metric: IMetric, means: string): void {
    new ExplainedAlarm(this, id, {
      name: `${this.name}-table-${id.toLowerCase()}`,
      metric,
      above: 0,
      minutes: 3,
      means,
      impact: 'Requests and reactions of this service are slow, then refused with 503 and retried.',
      runbook: 'table-trouble',
      topic: this.stack.alarmTopic,
    });
  }
}
