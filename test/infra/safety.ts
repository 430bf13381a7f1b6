import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  functionsOf,
  pointedAt,
  type Resource,
  type Synthesized,
  services,
  spell,
  stages,
  statements,
  synthesize,
} from './synth.ts';

const deniesPlainHttp = (document: unknown): boolean =>
  statements(document).some(
    ({ effect, raw }) => effect === 'Deny' && at(raw, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
  );

describe.each(stages)('stage %s', (name) => {
  let platform: Synthesized;
  const of = (type: string): Resource[] => {
    const found = platform.of(type);
    expect(found, `there is no ${type}`).not.toHaveLength(0);
    return found;
  };
  beforeAll(async () => {
    platform = await synthesize(name);
  });

  it('has one stack for the platform and one per service, for whatever account deploys it', () => {
    expect([...platform.stacks.keys()].sort()).toEqual([...services, 'platform'].sort());
    for (const { environment } of platform.stacks.values()) {
      expect(environment).toBe('aws://unknown-account/unknown-region');
    }
  });

  it('ties no stack to another by exports, which could then only be changed together', () => {
    expect(platform.text).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|"Export"/);
  });

  it('gives every service one table, with its history for 35 days, its own key and its stream', () => {
    const tables = of('AWS::DynamoDB::Table');
    expect(tables.map(({ properties }) => properties.TableName).sort()).toEqual(
      services.map((service) => `chariot-${name}-${service}`),
    );
    for (const { properties, stack } of tables) {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        // The relay tells what was added from what was there.
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
      });
      expect(spell(at(properties, 'SSESpecification', 'KMSMasterKeyId'))).toContain(`keyarn${stack}`);
    }
  });

  it('projects into indexes what lists show, and never events, which each write would pay for again', () => {
    const listed = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['Type', 'Key', 'Version', 'Summary'] };
    const keys = (index: string) => [
      { AttributeName: `${index}PK`, KeyType: 'HASH' },
      { AttributeName: `${index}SK`, KeyType: 'RANGE' },
    ];
    for (const { properties } of of('AWS::DynamoDB::Table')) {
      expect(properties.GlobalSecondaryIndexes).toEqual([
        { IndexName: 'GSI1', KeySchema: keys('GSI1'), Projection: listed },
        { IndexName: 'GSI2', KeySchema: keys('GSI2'), Projection: listed },
        { IndexName: 'GSI3', KeySchema: keys('GSI3'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ]);
    }
  });

  it('keeps buckets private, encrypted and versioned', () => {
    for (const { properties } of of('AWS::S3::Bucket')) {
      const isLogs = String(spell(properties.BucketName)).includes('access-logs');
      expect(properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const encryption = at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0);
      expect(at(encryption, 'ServerSideEncryptionByDefault', 'SSEAlgorithm')).toBe(
        isLogs ? 'AES256' : 'aws:kms',
      );
      expect(properties.CorsConfiguration).toBeUndefined();
      if (!isLogs) expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
  });

  it('takes no request over plain HTTP: buckets, queues and topics refuse it', () => {
    const refusing = (type: string, property: string) =>
      of(type)
        .filter(({ properties }) => deniesPlainHttp(properties.PolicyDocument))
        .flatMap(({ stack, properties }) =>
          [properties[property]].flat().map((ref) => `${stack} ${at<string>(ref, 'Ref')}`),
        )
        .sort();
    const all = (type: string) =>
      of(type)
        .map(({ stack, id }) => `${stack} ${id}`)
        .sort();
    expect(refusing('AWS::S3::BucketPolicy', 'Bucket')).toEqual(all('AWS::S3::Bucket'));
    expect(refusing('AWS::SQS::QueuePolicy', 'Queues')).toEqual(all('AWS::SQS::Queue'));
    expect(refusing('AWS::SNS::TopicPolicy', 'Topics')).toEqual(all('AWS::SNS::Topic'));
  });

  it('encrypts every queue, topic, secret, log group and the bus with keys of its own', () => {
    const encrypted: Record<string, string> = {
      'AWS::SQS::Queue': 'KmsMasterKeyId',
      'AWS::SNS::Topic': 'KmsMasterKeyId',
      'AWS::SecretsManager::Secret': 'KmsKeyId',
      'AWS::Logs::LogGroup': 'KmsKeyId',
      'AWS::Events::EventBus': 'KmsKeyIdentifier',
    };
    for (const [type, property] of Object.entries(encrypted)) {
      for (const { properties, id } of of(type)) expect(properties[property], `${type} ${id}`).toBeDefined();
    }
  });

  it('rotates keys, and signs tokens with one that never leaves KMS', () => {
    for (const { properties } of of('AWS::KMS::Key')) {
      if (properties.KeyUsage === 'SIGN_VERIFY') expect(properties.KeySpec).toBe('ECC_NIST_P256');
      else expect(properties.EnableKeyRotation).toBe(true);
    }
  });

  it('pins the name of the bus, as events for a bus that does not exist are lost without an error', () => {
    const bus = `chariot-${name}-domain`;
    expect(of('AWS::Events::EventBus').map(({ properties }) => properties.Name)).toEqual([bus]);
    for (const { properties } of functionsOf(platform)) {
      expect(at(properties, 'Environment', 'Variables', 'BUS')).toBe(bus);
    }
    const buses = of('AWS::Events::Rule').map(({ properties }) => properties.EventBusName ?? 'default');
    expect([...new Set(buses)].sort()).toEqual([bus, 'default']);
  });

  it('ends every log after a time, and lets every function and the API write one', () => {
    const days = { ONE_WEEK: 7, ONE_MONTH: 30, THREE_MONTHS: 90, ONE_YEAR: 365 };
    for (const { properties } of of('AWS::Logs::LogGroup')) {
      expect(properties.RetentionInDays).toBe(days[platform.stage.logRetentionDays]);
    }
    for (const { stack, properties, name } of functionsOf(platform)) {
      const group = platform.resources.find(
        ({ id, stack: own }) => own === stack && id === at(properties, 'LoggingConfig', 'LogGroup', 'Ref'),
      );
      expect(group?.properties.LogGroupName).toBe(`/aws/lambda/${name}`);
    }
    for (const { properties } of of('AWS::ApiGatewayV2::Stage')) {
      expect(properties.AccessLogSettings).toBeDefined();
      const format = String(at(properties, 'AccessLogSettings', 'Format'));
      expect(format).not.toMatch(/authorization|token|body/i);
    }
  });

  it('runs every function on Node 24, as an ES module, traced, with source maps', () => {
    const { stage } = platform;
    for (const { properties } of functionsOf(platform)) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Architectures: [name === 'local' ? 'x86_64' : 'arm64'],
        TracingConfig: { Mode: 'Active' },
      });
      expect(at(properties, 'Environment', 'Variables', 'NODE_OPTIONS')).toBe('--enable-source-maps');
      expect(properties.Timeout).toBeLessThanOrEqual(stage.timeouts.worker);
    }
    const timeouts = functionsOf(platform).map(({ name, properties }) => [
      name.split('-').at(-1),
      properties.Timeout,
    ]);
    for (const [entry, seconds] of timeouts) {
      // API Gateway gives up after 30 s.
      if (entry === 'commands' || entry === 'queries' || entry === 'authorizer')
        expect(seconds).toBeLessThan(30);
    }
  });

  it('throttles the API', () => {
    const { rate, burst } = platform.stage.throttle;
    for (const { properties } of of('AWS::ApiGatewayV2::Stage')) {
      expect(properties.DefaultRouteSettings).toMatchObject({
        ThrottlingRateLimit: rate,
        ThrottlingBurstLimit: burst,
      });
    }
  });

  it('keeps or drops data with its stack as the stage says', () => {
    // What a failed first deployment kept would be in the way of the second one, by its name.
    const expected = platform.stage.removal === 'retain' ? 'RetainExceptOnCreate' : 'Delete';
    const stateful = [
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::SecretsManager::Secret',
    ];
    for (const resource of stateful.flatMap(of)) {
      expect(resource.deletionPolicy, `${resource.stack} ${resource.id}`).toBe(expected);
    }
  });

  it('says how to go on: the address, the region, the first account', () => {
    const values = Object.fromEntries(platform.outputs.map(({ id, value }) => [id, spell(value)]));
    expect(values).toHaveProperty('ApiUrl');
    expect(values).toHaveProperty('Region');
    expect(values.Docs).toContain('README.md');
    expect(values.CreateFirstAccount).toContain('aws lambda invoke --region <AWS::Region>');
    expect(values.CreateFirstAccount).toContain('"operation":"CreateAccount"');
  });

  it('keeps nothing of a stack whose first deployment fails', () => {
    for (const { id, stack, deletionPolicy } of platform.resources)
      expect(deletionPolicy, `${stack} ${id}`).not.toBe('Retain');
  });

  it('writes no secret into a template', () => {
    for (const { properties } of of('AWS::SecretsManager::Secret')) {
      expect(properties.SecretString).toBeUndefined();
      expect(properties.GenerateSecretString).toBeDefined();
    }
  });

  it('lets the queues that a function is told of be those of its own stack', () => {
    for (const { properties, stack, name } of functionsOf(platform)) {
      const variables = at<Record<string, unknown>>(properties, 'Environment', 'Variables');
      for (const [key, value] of Object.entries(variables).filter(([key]) => key.endsWith('_QUEUE_URL'))) {
        const queue = pointedAt(platform, stack, { 'Fn::GetAtt': [at(value, 'Ref')] });
        expect(queue?.type, `${name} ${key}`).toBe('AWS::SQS::Queue');
      }
    }
  });
});

describe('prod', () => {
  it('cannot be deleted by mistake: neither a table nor a stack', async () => {
    const prod = await synthesize('prod');
    for (const { properties } of prod.of('AWS::DynamoDB::Table'))
      expect(properties.DeletionProtectionEnabled).toBe(true);
    for (const stack of prod.stacks.values()) expect(stack.protected).toBe(true);
  });

  it('keeps room for the authorizer and the commands when everything else is busy', async () => {
    const prod = await synthesize('prod');
    for (const { name, properties } of functionsOf(prod)) {
      const isKept = name.endsWith('-authorizer') || name.endsWith('-commands');
      expect(properties.ReservedConcurrentExecutions !== undefined, name).toBe(isKept);
    }
  });

  it('mails alarms to whom the deployer names', async () => {
    const prod = await synthesize('prod', { alarmEmail: 'ops@example.com' });
    expect(prod.of('AWS::SNS::Subscription').map(({ properties }) => properties)).toMatchObject([
      { Protocol: 'email', Endpoint: 'ops@example.com' },
    ]);
  });

  it('belongs to the account and region that it is given', async () => {
    const prod = await synthesize('prod', { account: '123456789012', region: 'eu-central-1' });
    for (const { environment } of prod.stacks.values())
      expect(environment).toBe('aws://123456789012/eu-central-1');
  });
});

describe('what only AWS has', () => {
  it.each([
    ['local', 0],
    ['dev', 1],
    ['prod', 1],
  ])('is switched by the stage: %s has %i archive of events', async (name, count) => {
    const platform = await synthesize(name);
    expect(platform.of('AWS::Events::Archive')).toHaveLength(count);
    const maths = platform
      .of('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.Metrics !== undefined);
    expect(maths.length > 0).toBe(count === 1);
    const logged = platform.of('AWS::S3::Bucket').filter(({ properties }) => properties.LoggingConfiguration);
    expect(logged).toHaveLength(count === 1 ? 3 : 0);
  });
});
