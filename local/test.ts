import { check } from './check.ts';
import { deploy, outputsFile } from './deploy.ts';
import { type Engine, environment, startEngine } from './engine.ts';
import { onShutdown, shutDown } from './shutdown.ts';
import { Steps } from './steps.ts';
import { noWords, wordsOf } from './words.ts';

const silent = () => {};

async function onEngine(steps: Steps, engine: Engine): Promise<void> {
  const env = { ...environment(engine), CHARIOT_OUTPUTS: outputsFile(engine) };
  // The conformance suite waits most of the time, for a minute even where a schedule is to fire: time to deploy in.
  const [outputs] = await Promise.all([
    steps.step('Deployment of all stacks', () => deploy({ engine, stage: 'local', log: silent })),
    steps.tests('Conformance of the engine', ['engine'], { env, workers: 4 }),
  ]);
  // Of these, too, some wait: for a revocation, or for messages whose consumer was killed.
  if (outputs) await steps.tests('Integration tests on the engine', ['int'], { env, workers: 3 });
}

wordsOf('Usage: npm test\n\nRuns every check and all tests, also those on the local engine.\n', noWords);
const steps = new Steps();
await check(steps);
const engine = await steps.step('Start of the engine', () => startEngine({ log: silent }));
if (engine) {
  onShutdown(() => engine.stop());
  await onEngine(steps, engine);
}
await shutDown(steps.finish());
