import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { type ServiceName, services } from '#schemas/services.ts';
import { ServiceStack } from './constructs/service-stack.ts';
import type { StageProps } from './constructs/stage-stack.ts';
import { PlatformStack } from './platform-stack.ts';
import { type StageConfig, stageConfig } from './stages.ts';

const Settings = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

/**
 * The stage that `-c stage=NAME` names, `dev` without it. The deployer's own settings come from `stages.NAME` in the
 * context (cdk.json, or ~/.cdk.json), and from `-c account=`, `-c region=` and `-c alarmEmail=`. Throws InvalidStage.
 */
export function stageOf(app: App): StageConfig {
  const name: unknown = app.node.tryGetContext('stage') ?? 'dev';
  const settings = Settings.parse(app.node.tryGetContext('stages'));
  const given = ['account', 'region', 'alarmEmail']
    .map((key) => [key, app.node.tryGetContext(key)])
    .filter(([, value]) => value !== undefined);
  return stageConfig(name, { ...settings[String(name)], ...Object.fromEntries(given) });
}

type StackClass = new (scope: Construct, props: StageProps) => ServiceStack;

const isStackClass = (exported: unknown): exported is StackClass =>
  typeof exported === 'function' && exported.prototype instanceof ServiceStack;

/** The stack of a service, by convention: `lib/{service}-stack.ts` exports it. */
async function stackOf(service: ServiceName): Promise<StackClass> {
  const exported: Record<string, unknown> = await import(`./${service}-stack.ts`);
  const found = Object.values(exported).find(isStackClass);
  if (!found)
    throw new Error(`lib/${service}-stack.ts exports no ServiceStack: add the stack of the service`);
  return found;
}

/** The stacks of one stage, under the rules of AWS Solutions, in the order in which they are deployed. */
export async function addStacks(app: App, stage: StageConfig): Promise<void> {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const platform = new PlatformStack(app, { stage });
  const stacks: ServiceStack[] = [];
  for (const { name } of services) {
    const Stack = await stackOf(name);
    stacks.push(new Stack(app, { stage }));
  }
  // They find each other's things by name and parameter, so the order is all that ties them together.
  const authorizes = stacks.find(({ definition }) => definition.functions?.includes('authorizer'));
  for (const stack of stacks) {
    if (authorizes && stack !== authorizes) {
      stack.addStackDependency(authorizes, 'reads the id of the authorizer');
    } else stack.addStackDependency(platform, 'reads the ids of the API and of the keys');
  }
}
