import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { AccountStack } from './account-stack.ts';
import { AssetStack } from './asset-stack.ts';
import { CapabilityStack } from './capability-stack.ts';
import { PlatformStack } from './platform-stack.ts';
import { type StageConfig, stageConfig } from './stages.ts';

const Settings = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

/**
 * The stage that `-c stage=NAME` names, `dev` without it. What the deployer wants differently comes from `stages.NAME` in the context (cdk.json, or
 * ~/.cdk.json), and from `-c account=`, `-c region=` and `-c alarmEmail=`. Throws InvalidStage.
 */
export function stageOf(app: App): StageConfig {
  const name: unknown = app.node.tryGetContext('stage') ?? 'dev';
  const settings = Settings.parse(app.node.tryGetContext('stages'));
  const given = ['account', 'region', 'alarmEmail']
    .map((key) => [key, app.node.tryGetContext(key)])
    .filter(([, value]) => value !== undefined);
  return stageConfig(name, { ...settings[String(name)], ...Object.fromEntries(given) });
}

/** The stacks of one stage, under the rules of AWS Solutions, in the order in which they are deployed. */
export function addStacks(app: App, stage: StageConfig): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const platform = new PlatformStack(app, { stage });
  const account = new AccountStack(app, { stage });
  const asset = new AssetStack(app, { stage });
  const capability = new CapabilityStack(app, { stage });
  // They find each other's things by name and parameter, so the order is all that ties them together.
  account.addStackDependency(platform, 'reads the ids of the API and of the keys');
  asset.addStackDependency(account, 'reads the id of the authorizer');
  capability.addStackDependency(account, 'reads the id of the authorizer');
}
