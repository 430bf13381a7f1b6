import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { services as definitions, type ServiceName } from '#schemas/services.ts';
import { build } from '../../bin/build.ts';
import { addStacks } from '../../lib/stacks.ts';
import { type StageConfig, stageConfig } from '../../lib/stages.ts';

export const stages = ['local', 'dev', 'staging', 'prod'] as const;
export const services: readonly ServiceName[] = definitions.map(({ name }) => name);
export type StackName = 'platform' | ServiceName;

export interface Resource {
  readonly id: string;
  readonly stack: StackName;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
  /** The whole of it, for what has no place above. */
  readonly raw: unknown;
}

/** A stage as CloudFormation gets it. */
export interface Synthesized {
  readonly stage: StageConfig;
  readonly stacks: ReadonlyMap<StackName, { readonly environment: string; readonly protected: boolean }>;
  readonly resources: readonly Resource[];
  readonly outputs: readonly { readonly stack: StackName; readonly id: string; readonly value: unknown }[];
  readonly text: string;
  of(type: string): Resource[];
}

interface Template {
  readonly Resources: Record<
    string,
    { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }
  >;
  readonly Outputs?: Record<string, { Value: unknown }>;
}

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** An app with the flags of cdk.json, and the settings that a deployer gives with `-c`. */
export const newApp = (settings: Record<string, unknown> = {}, outdir?: string): App =>
  new App({ context: { ...context, ...settings }, ...(outdir && { outdir }) });

const synthesized = new Map<string, Promise<Synthesized>>();

/** A stage, synthesised once without credentials. What cdk-nag finds, and nobody has explained, is thrown. */
export function synthesize(name: string, settings: Record<string, unknown> = {}): Promise<Synthesized> {
  const key = JSON.stringify([name, settings]);
  const known = synthesized.get(key) ?? synthesizeNow(name, settings);
  synthesized.set(key, known);
  return known;
}

async function synthesizeNow(name: string, settings: Record<string, unknown>): Promise<Synthesized> {
  await build();
  const outdir = mkdtempSync(join(tmpdir(), 'chariot-synth-'));
  try {
    const stage = stageConfig(name, settings);
    const app = newApp({}, outdir);
    await addStacks(app, stage);
    return read(stage, app.synth().stacks);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

interface Artifact {
  readonly id: string;
  readonly template: unknown;
  readonly terminationProtection?: boolean | undefined;
  readonly environment: { readonly name: string };
}

function read(stage: StageConfig, artifacts: readonly Artifact[]): Synthesized {
  const stacks = new Map<StackName, { environment: string; protected: boolean }>();
  const resources: Resource[] = [];
  const outputs: Synthesized['outputs'][number][] = [];
  for (const { id, template, environment, terminationProtection } of artifacts) {
    const stack = id as StackName;
    const { Resources, Outputs = {} } = template as Template;
    stacks.set(stack, { environment: environment.name, protected: terminationProtection === true });
    for (const [id, raw] of Object.entries(Resources)) {
      const { Type: type, Properties: properties = {}, DeletionPolicy: deletionPolicy } = raw;
      resources.push({ id, stack, type, properties, deletionPolicy, raw });
    }
    for (const [id, { Value: value }] of Object.entries(Outputs)) outputs.push({ stack, id, value });
  }
  const text = JSON.stringify(artifacts.map(({ template }) => template));
  return { stage, stacks, resources, outputs, text, of: (type) => resources.filter((r) => r.type === type) };
}

/** The value at a path of keys, or undefined. */
export function at<T = unknown>(value: unknown, ...path: (string | number)[]): T {
  let found = value;
  for (const key of path) found = (found as Record<string | number, unknown> | undefined)?.[key];
  return found as T;
}

/** A value with intrinsic functions as text: `arn:<AWS::Partition>:s3:::name`, `<Table.Arn>`. */
export function spell(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (Ref) return `<${String(Ref)}>`;
  if (attribute) return `<${(attribute as string[]).join('.')}>`;
  if (join) return (join as [string, unknown[]])[1].map(spell).join((join as [string])[0]);
  return JSON.stringify(value);
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly effect: string;
  readonly raw: unknown;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** The statements of a policy document. */
export const statements = (document: unknown): Statement[] =>
  at<unknown[]>(document, 'Statement').map((raw) => ({
    actions: list(at(raw, 'Action')).map(spell),
    resources: list(at(raw, 'Resource')).map(spell),
    effect: at<string>(raw, 'Effect'),
    raw,
  }));

/** The functions of a stage: what they are called, their role's logical id, and what their role may do. */
export function functionsOf(platform: Synthesized) {
  return platform.of('AWS::Lambda::Function').map((resource) => {
    const role = at<string>(resource.properties, 'Role', 'Fn::GetAtt', 0);
    const policies = platform
      .of('AWS::IAM::Policy')
      .filter(
        ({ stack, properties }) =>
          stack === resource.stack && spell(at(properties, 'Roles', 0)) === `<${role}>`,
      );
    return {
      ...resource,
      name: String(resource.properties.FunctionName),
      role,
      may: policies.flatMap(({ properties }) => statements(properties.PolicyDocument)),
    };
  });
}

/** What an ARN in a template points to: the resource of the same stack. */
export const pointedAt = (platform: Synthesized, stack: StackName, arn: unknown): Resource | undefined =>
  platform.resources.find((resource) => resource.stack === stack && at(arn, 'Fn::GetAtt', 0) === resource.id);
