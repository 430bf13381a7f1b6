import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll } from 'vitest';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
}
export type Resources = Record<string, Resource>;
export type Outputs = Record<string, unknown>;

const cloudFormation = new CloudFormationClient({});

/** Polls until `probe` answers something, at most so long. The deadline names what was waited for. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  { seconds = 120, every = 50 } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s for ${what}`);
    await delay(every);
  }
}

async function reasons(stack: string): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: stack }),
  );
  return StackEvents.flatMap((event) => event.ResourceStatusReason ?? []).join('\n');
}

async function create(
  stack: string,
  resources: Resources,
  outputs: Outputs,
): Promise<Record<string, string>> {
  const template = {
    Resources: resources,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { Value: value }])),
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stack,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  const described = await eventually(`stack ${stack}`, async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : Stacks?.[0];
  });
  if (described.StackStatus !== 'CREATE_COMPLETE')
    throw new Error(`${described.StackStatus}: ${await reasons(stack)}`);
  return Object.fromEntries(
    (described.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
  );
}

/**
 * Creates a stack before the tests of a file and deletes it after them. Its name, and so every name that CloudFormation
 * chooses, is new each time, so that files and runs do not meet. The outputs can be read from the first test on.
 */
export function stackOf<const O extends Outputs>(
  resources: Resources,
  outputs: O,
): { readonly [K in keyof O]: string } {
  const stack = `conformance-${randomUUID().slice(0, 8)}`;
  const values: Record<string, string> = {};
  beforeAll(async () => {
    Object.assign(values, await create(stack, resources, outputs));
  });
  afterAll(async () => {
    await cloudFormation.send(new DeleteStackCommand({ StackName: stack }));
  });
  return values as { [K in keyof O]: string };
}

export const ref = (id: string) => ({ Ref: id });
export const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
/** ARN of a resource. */
export const arn = (id: string) => attribute(id, 'Arn');

/** What a role may do, as pairs of actions and resources. */
export type Grants = readonly { readonly Action: readonly string[]; readonly Resource: unknown }[];

export const role = (service: string, grants: Grants): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: grants.length
      ? [
          {
            PolicyName: 'grants',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: grants.map((grant) => ({ Effect: 'Allow', ...grant })),
            },
          },
        ]
      : [],
  },
});

interface FunctionOptions {
  /** CommonJS text of index.js, with `exports.handler`. */
  readonly code: string;
  readonly grants?: Grants;
  readonly environment?: Record<string, unknown>;
  readonly timeout?: number;
}

/** A Node 24 function with a role of its own: `{id}` and `{id}Role`. */
export function lambda(
  id: string,
  { code, grants = [], environment = {}, timeout = 60 }: FunctionOptions,
): Resources {
  return {
    [`${id}Role`]: role('lambda.amazonaws.com', grants),
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: code },
        Role: arn(`${id}Role`),
        Timeout: timeout,
        MemorySize: 256,
        Environment: { Variables: environment },
      },
    },
  };
}

/** A table with the keys `pk` and `sk`, billed on demand. */
export const table = (more: Record<string, unknown> = {}, attributes: readonly string[] = []): Resource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', ...attributes].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...more,
  },
});

export const queue = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});

export const mapping = (
  source: unknown,
  functionId: string,
  properties: Record<string, unknown>,
): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: source, FunctionName: ref(functionId), ...properties },
});
