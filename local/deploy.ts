import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { RegisterBuiltInCapabilities } from '#schemas/capability/capability/operations.ts';
import { defined } from '#schemas/defined.ts';
import { type ProgressLog, run } from './command.ts';
import { type Engine, environment } from './engine.ts';
import { root } from './folders.ts';
import { invoke } from './invoke.ts';

/** The outputs of the stacks: stack name, output key, value. */
export type Outputs = Record<string, Record<string, string>>;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Where the outputs of a deployment to this engine are kept; tests read the path from CHARIOT_OUTPUTS. */
export const outputsFile = (engine: Pick<Engine, 'folder'>): string => join(engine.folder, 'outputs.json');

interface Options {
  readonly engine: Engine;
  readonly stage: string;
  readonly log: ProgressLog;
  /** The folder with cdk.json: this checkout, unless a test says otherwise. */
  readonly app?: string;
}

/**
 * Synthesises the app once and deploys all of its stacks with the ordinary `cdk`, as one would to AWS. The account is
 * bootstrapped meanwhile. Throws CommandFailed with the end of `cdk`'s output.
 */
export async function deploy({ engine, stage, log, app = root }: Options): Promise<Outputs> {
  const assembly = join(engine.folder, 'cdk.out');
  const file = outputsFile(engine);
  writeFileSync(file, '{}');
  const at = { cwd: app, env: { ...environment(engine), CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' } };
  const cdk = (args: string[], more: { cwd?: string; log?: ProgressLog } = {}) =>
    run('cdk', ['--no-notices', '--no-version-reporting', ...args], { ...at, silenceSeconds: 180, ...more });

  log('Synthesising the stacks');
  await Promise.all([
    cdk(['synth', '--quiet', '--context', `stage=${stage}`, '--output', assembly]),
    // Outside the app, so that it is not synthesised twice; the account is the one of the credentials.
    cdk(['bootstrap', 'aws://unknown-account/unknown-region'], { cwd: engine.folder }),
  ]);
  log('Deploying the stacks');
  await cdk(
    [
      'deploy',
      '--all',
      '--app',
      assembly,
      '--require-approval',
      'never',
      '--concurrency',
      '4',
      '--progress',
      'events',
      '--outputs-file',
      file,
    ],
    { log },
  );
  await registerCapabilities(engine, stage);
  return outputsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Does at once the work of the first sweep, so that a scan right after the deployment need not wait for it. */
async function registerCapabilities({ endpoint, env }: Engine, stage: string): Promise<void> {
  const operation: RegisterBuiltInCapabilities = { operation: 'RegisterBuiltInCapabilities' };
  await invoke(`chariot-${stage}-capability-commands`, operation, clientConfig(endpoint, env));
}

/** Of a client in this process, against its own environment. */
function clientConfig(endpoint: string, env: Engine['env']): LambdaClientConfig {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = env;
  const credentials =
    accessKeyId && secretAccessKey
      ? defined({ accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN })
      : undefined;
  return defined({ endpoint, region: region ?? env.AWS_DEFAULT_REGION, credentials });
}
