import { App } from 'aws-cdk-lib';
import { addStacks, stageOf } from '../lib/stacks.ts';

const app = new App();
await addStacks(app, stageOf(app));
