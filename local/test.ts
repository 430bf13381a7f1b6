import { check } from './check.ts';
import { deploy, outputsFile } from './deploy.ts';
import { type Engine, environment, startEngine } from './engine.ts';
import { onShutdown, shutDown } from './shutdown.ts';
import { Steps } from './steps.ts';

const silent = () => {};

async function onEngine(steps: Steps, engine: Engine): Promise<void> {
  const env = { ...environment(engine), CHARIOT_OUTPUTS: outputsFile(engine) };
  // These wait for the engine most of the time, one of them for a minute.
  await steps.tests('Conformance of the engine', ['engine'], env, 4);
  const outputs = await steps.step('Deployment of all stacks', () =>
    deploy({ engine, stage: 'local', log: silent }),
  );
  if (outputs) await steps.tests('Integration tests on the engine', ['int'], env);
}

const steps = new Steps();
await check(steps);
const engine = await steps.step('Start of the engine', () => startEngine({ log: silent }));
if (engine) {
  onShutdown(() => engine.stop());
  await onEngine(steps, engine);
}
await shutDown(steps.finish());
