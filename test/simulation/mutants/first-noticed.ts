import { runSeed } from '../run.ts';
import { scenarios } from '../scenarios/index.ts';
import type { Mutant, Noticed } from './mutant.ts';

/** The first seed of the mutant's scenario that notices; undefined where none within its bound does. */
export async function firstNoticed({ scenario, within }: Mutant): Promise<Noticed | undefined> {
  const found = scenarios.find(({ name }) => name.includes(scenario));
  if (!found) throw new Error(`there is no scenario "${scenario}"`);
  for (let seed = 1; seed <= within; seed += 1) {
    const [violation] = (await runSeed(found, seed)).violations;
    if (violation) return { seed, ...violation };
  }
  return undefined;
}
