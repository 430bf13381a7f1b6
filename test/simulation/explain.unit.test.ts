import { expect, it } from 'vitest';
import { createAsset } from '#schemas/asset/asset/routes.ts';
import { explain } from './explain.ts';
import { assetService } from './platform/asset-service.ts';
import { person } from './platform/person.ts';
import { run, runSeed } from './run.ts';
import { commandsRace } from './scenarios/commands-race.ts';
import { scenario } from './scenarios/scenario.ts';
import { Choices } from './scheduler/choices.ts';
import { Story } from './scheduler/story.ts';

/** Two persons may make the same asset, and the scenario says wrongly that nobody is ever refused. */
const wrong = scenario({
  name: 'a scenario that is wrong',
  seeds: 1,
  invariants: [
    {
      name: 'nobody is refused',
      check: ({ answers }) =>
        answers.filter(({ status }) => status === 409).map(({ request }) => request.who),
    },
  ],
  actors(platform) {
    const clients = assetService(platform);
    const body = { dns: 'www.acme.test', name: '192.0.2.1' };
    const persons = 1 + platform.scheduler.choices.pick(6);
    for (let n = 1; n <= persons; n += 1)
      clients.ask({ ...person(n), contract: createAsset, body, idempotencyKey: `create-${n}` });
  },
});

it('tells the same story of the same seed, word for word', async () => {
  const [one, other] = [new Story(), new Story()];
  await runSeed(commandsRace, 17, one);
  await runSeed(commandsRace, 17, other);
  expect(one.text()).toBe(other.text());
  expect(one.lines.length).toBeGreaterThan(5);
});

it('makes a run again from its choices alone', async () => {
  const first = await runSeed(commandsRace, 23);
  const again = await run(commandsRace, Choices.ofList(first.choices));
  expect(again.choices).toEqual(first.choices);
  expect(again.steps).toBe(first.steps);
});

it('explains a failing seed by the shortest story that a person can follow', async () => {
  let seed = 1;
  let failing = await runSeed(wrong, seed);
  for (; failing.violations.length === 0; failing = await runSeed(wrong, seed)) seed += 1;
  const text = await explain(wrong, seed, failing);
  expect(text).toContain('it is not true that nobody is refused.');
  expect(text).toContain(
    `npm run simulate -- --scenario 'a scenario that is wrong' --from ${seed} --seeds 1`,
  );
  // Two requests, of which the second is refused, and nothing that goes wrong.
  expect(text.match(/is asked by/g)).toHaveLength(2);
  expect(text).toContain('409 already-exists');
  expect(text).not.toContain('!');
});
