import {
  CliCredentialsStackSynthesizer,
  type Environment,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServiceName } from '#schemas/services.ts';
import { names, type ResourceNames } from '../names.ts';
import type { StageConfig } from '../stages.ts';

export interface StageProps {
  readonly stage: StageConfig;
}

/** The fate of things that hold data when their stack is deleted. */
export const removalPolicy = (stage: StageConfig): RemovalPolicy =>
  stage.removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

const environment = ({ account, region }: StageConfig): Environment => ({
  ...(account === undefined ? {} : { account }),
  ...(region === undefined ? {} : { region }),
});

function stackProps(stage: StageConfig, part: ServiceName | 'platform', description: string): StackProps {
  const props: StackProps = {
    stackName: names(stage.name).stack(part),
    description: `Chariot (${stage.name}): ${description}`,
    env: environment(stage),
    terminationProtection: stage.deletionProtection,
    tags: { 'chariot:stage': stage.name, 'chariot:part': part },
  };
  // Assigned, as the synthesizer's own type is at odds with exact optional properties.
  return stage.synthesizer === 'default'
    ? props
    : Object.assign(props, { synthesizer: new CliCredentialsStackSynthesizer() });
}

/** A stack of a stage: named and tagged by convention, for any account and region unless the stage names its own. */
export abstract class StageStack extends Stack {
  readonly stage: StageConfig;
  readonly names: ResourceNames;
  readonly removal: RemovalPolicy;

  constructor(scope: Construct, part: ServiceName | 'platform', description: string, { stage }: StageProps) {
    super(scope, part, stackProps(stage, part, description));
    this.stage = stage;
    this.names = names(stage.name);
    this.removal = removalPolicy(stage);
  }
}
