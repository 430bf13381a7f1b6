import { beforeAll, describe, expect, it } from 'vitest';
import { consumersOf, functionsOf as functionsIn } from '#schemas/define-service.ts';
import { subscriptionsOf } from '#schemas/published-events.ts';
import { services as definitions } from '#schemas/services.ts';
import {
  at,
  functionsOf,
  type Synthesized,
  services,
  spell,
  stages,
  statements,
  synthesize,
} from './synth.ts';

/** Everything that a function which only reads may do. */
const reading = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GetPublicKey',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListBucket',
  'secretsmanager:GetSecretValue',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** What only some may do, and who they are, without the stage: all others must not. */
const reserved: Record<string, RegExp> = {
  'dynamodb:ConditionCheckItem': /-(commands|reactions|worker)$/,
  'dynamodb:PutItem': /-(commands|reactions|worker)$/,
  'dynamodb:UpdateItem': /-(commands|reactions|worker)$/,
  'dynamodb:GetRecords': /-relay$/,
  'events:PutEvents': /-relay$/,
  'kms:Sign': /account-commands$/,
  'kms:GetPublicKey': /account-(commands|queries|authorizer)$/,
  'secretsmanager:GetSecretValue': /-queries$/,
  's3:PutObject': /^(capability-commands|\w+-(relay|reactions|worker))$/,
  'sqs:ReceiveMessage': /-(reactions|worker)$/,
};

describe.each(stages)('stage %s', (name) => {
  let platform: Synthesized;
  const short = (functionName: string) => functionName.replace(`chariot-${name}-`, '');
  const rights = () =>
    functionsOf(platform).flatMap((fn) =>
      fn.may.map((right) => ({ ...right, fn: short(fn.name), stack: fn.stack })),
    );
  beforeAll(async () => {
    platform = await synthesize(name);
  });

  it('gives each function a role of its own, which only Lambda can take', () => {
    const functions = functionsOf(platform);
    expect(functions).toHaveLength(definitions.flatMap(functionsIn).length);
    expect(new Set(functions.map(({ stack, role }) => `${stack} ${role}`)).size).toBe(functions.length);
    for (const { properties } of platform.of('AWS::IAM::Role')) {
      expect(statements(properties.AssumeRolePolicyDocument).map(({ raw }) => at(raw, 'Principal'))).toEqual([
        { Service: 'lambda.amazonaws.com' },
      ]);
      expect(properties.ManagedPolicyArns).toBeUndefined();
      expect(properties.Policies).toBeUndefined();
    }
  });

  it('spells out every action: none is a pattern', () => {
    expect(rights().length).toBeGreaterThan(0);
    for (const { actions, fn } of rights())
      for (const action of actions) expect(action, fn).not.toContain('*');
  });

  it('leaves nothing on every resource but to send traces, which have no resources', () => {
    for (const { actions, resources } of rights().filter(({ resources }) => resources.includes('*'))) {
      expect(actions).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
      expect(resources).toEqual(['*']);
    }
  });

  it('has patterns only where names are data: keys of objects, and the streams of a table', () => {
    const patterns = rights().flatMap(({ resources }) =>
      resources.filter((resource) => /.\*/.test(resource)),
    );
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(pattern).toMatch(
        /\/((imports|uploads|reports|claims|claims\/\w+|stream)\/|parked\/chariot-\w+-\w+-)\*$/,
      );
    }
  });

  it('lets no queries function, nor the authorizer, write anywhere', () => {
    for (const { actions, fn } of rights().filter(({ fn }) => /-(queries|authorizer)$/.test(fn))) {
      for (const action of actions) expect(reading, fn).toContain(action);
    }
  });

  it.each(Object.entries(reserved))('keeps %s to %s', (action, who) => {
    const holders = rights().filter(({ actions }) => actions.includes(action));
    expect(holders).not.toHaveLength(0);
    for (const { fn } of holders) expect(fn).toMatch(who);
  });

  it('lets each relay publish from the sources of its own service alone', () => {
    const publishing = platform.of('AWS::IAM::Policy').flatMap(({ stack, properties }) =>
      statements(properties.PolicyDocument)
        .filter(({ actions }) => actions.includes('events:PutEvents'))
        .map(({ raw }) => ({ stack, condition: at(raw, 'Condition') })),
    );
    expect(publishing).toHaveLength(services.length);
    for (const { stack, condition } of publishing) {
      const own = [`chariot.${stack}`, `replay.chariot.${stack}`];
      expect(condition, stack).toEqual({ 'ForAllValues:StringEquals': { 'events:source': own } });
    }
  });

  it('lets nobody change anything in place but counters of limits', () => {
    const updating = platform
      .of('AWS::IAM::Policy')
      .flatMap(({ properties }) =>
        statements(properties.PolicyDocument).filter(({ actions }) =>
          actions.includes('dynamodb:UpdateItem'),
        ),
      );
    expect(updating).not.toHaveLength(0);
    for (const { actions, raw } of updating) {
      expect(actions).toEqual(['dynamodb:UpdateItem']);
      expect(at(raw, 'Condition')).toEqual({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ACCOUNT#*#LIMIT#*'] },
      });
    }
  });

  it('lets nobody scan a table or delete an item', () => {
    const forbidden = /^dynamodb:(Scan|DeleteItem|BatchWriteItem|DeleteTable|UpdateTable)$/;
    for (const { actions, fn } of rights())
      for (const action of actions) expect(action, fn).not.toMatch(forbidden);
  });

  it('keeps each service to its own table and queues: their ARNs are those of its own stack', () => {
    const owned = rights().filter(({ actions }) => actions.some((action) => /^(dynamodb|sqs):/.test(action)));
    expect(owned.length).toBeGreaterThan(0);
    for (const { resources, fn } of owned)
      for (const arn of resources) expect(arn, fn).toMatch(/^<\w+\.(Arn|StreamArn)>/);
  });

  it.each(services)('lets read the files of %s who says so in its manifest, and only reports', (owner) => {
    const foreign = rights()
      .filter(({ stack }) => stack !== owner)
      .flatMap(({ fn, actions, resources }) => resources.map((resource) => ({ fn, actions, resource })))
      .filter(({ resource }) => resource.includes(`chariot-${name}-${owner}-files`));
    const readers = definitions.flatMap((reader) =>
      (reader.readsFilesOf?.[owner] ?? []).map((fn) => `${reader.name}-${fn}`),
    );
    expect([...new Set(foreign.map(({ fn }) => fn))].toSorted()).toEqual(readers.toSorted());
    for (const { actions, resource } of foreign) {
      if (actions.includes('s3:ListBucket')) continue;
      expect(actions).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
      expect(resource).toMatch(/\/reports\/\*$/);
    }
  });

  it('lets each service put claims, and copies of what it parks, only into its own places', () => {
    const claims = rights().filter(
      ({ actions, resources }) =>
        actions.includes('s3:PutObject') && resources.some((resource) => resource.includes('-claims-')),
    );
    expect(claims.length).toBeGreaterThan(0);
    for (const { resources, stack } of claims) {
      const places = resources.filter((resource) => resource.includes('-claims-'));
      for (const place of places)
        expect(
          [`/claims/${stack}/*`, `/parked/chariot-${name}-${stack}-*`].some((own) => place.endsWith(own)),
          place,
        ).toBe(true);
    }
  });

  it('lets read claims only who subscribes, and only of those whose events they hear', () => {
    const places = rights()
      .filter(({ actions }) => actions.includes('s3:GetObject'))
      .flatMap(({ fn, resources }) => resources.map((resource) => ({ fn, resource })))
      .flatMap(({ fn, resource }) => {
        const place = /-claims-.+?\/(.*)$/.exec(resource)?.[1];
        return place === undefined ? [] : [`${fn} ${place}`];
      });
    const heard = definitions.flatMap((service) =>
      consumersOf(service).flatMap(({ name, subscriber }) =>
        subscriptionsOf(subscriber).map(({ publisher }) => `${service.name}-${name} claims/${publisher}/*`),
      ),
    );
    expect(places.sort()).toEqual([...new Set(heard)].sort());
  });

  it('closes the key of each service to the functions of others, whatever their roles say', () => {
    const roles = platform.of('AWS::IAM::Role').map(({ properties }) => spell(properties.RoleName));
    for (const owner of services) {
      const users = roles.filter((role) => mayUse(keyPolicy(platform, owner), role));
      const own = roles.filter((role) => role.startsWith(`chariot-${name}-${owner}-`));
      const readers = definitions.flatMap(({ name, readsFilesOf = {} }) =>
        (readsFilesOf[owner] ?? []).map((reader) => `-${name}-${reader}-`),
      );
      const lent = roles.filter((role) => readers.some((reader) => role.includes(reader)));
      expect(users.sort()).toEqual([...own, ...lent].sort());
      expect(mayUse(keyPolicy(platform, owner), 'cdk-hnb659fds-cfn-exec-role')).toBe(true);
    }
  });
});

function keyPolicy(platform: Synthesized, owner: string): unknown {
  const alias = platform
    .of('AWS::KMS::Alias')
    .find(({ properties }) => properties.AliasName === `alias/chariot-${platform.stage.name}-${owner}`);
  const key = platform
    .of('AWS::KMS::Key')
    .find(
      ({ id, stack }) =>
        stack === alias?.stack && id === at(alias?.properties, 'TargetKeyId', 'Fn::GetAtt', 0),
    );
  return key?.properties.KeyPolicy;
}

const like = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** Whether a key's policy leaves it to IAM that a role of the account decrypts with the key. */
const mayUse = (policy: unknown, role: string): boolean =>
  statements(policy).some(({ raw, actions }) => {
    if (!spell(at(raw, 'Principal', 'AWS')).endsWith(':root')) return false;
    if (!actions.some((action) => action === 'kms:*' || action === 'kms:Decrypt')) return false;
    const arn = `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/${role}`;
    const must = at(raw, 'Condition', 'ArnLike', 'aws:PrincipalArn');
    const mustNot = at(raw, 'Condition', 'ArnNotLike', 'aws:PrincipalArn');
    return (!must || like(spell(must), arn)) && !(mustNot && like(spell(mustNot), arn));
  });
