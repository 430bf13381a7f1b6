import type { Release } from '../scheduler/process.ts';
import type { Platform } from './platform.ts';

/** Which versions run: a rollout, that may be rolled back first. In the end only the new one does. */
const ROLLOUTS: readonly (readonly (readonly Release[])[])[] = [
  [['N', 'N+1'], ['N+1']],
  [['N', 'N+1'], ['N'], ['N+1']],
  [['N+1'], ['N'], ['N', 'N+1'], ['N+1']],
];

/** Deploys the next version, stage by stage. Answers whether it is through, and no process of the old version is left. */
export function rollOut({ scheduler }: Platform): () => boolean {
  const stages = [...(ROLLOUTS[scheduler.choices.pick(ROLLOUTS.length)] ?? [])];
  /** The step from which on the next stage may begin; before that only if nothing else is left to do. */
  let next = 0;
  scheduler.sources.push({
    ready: () => (stages.length > 0 && (scheduler.steps >= next || scheduler.idle) ? 1 : 0),
    begin: () => {
      next = scheduler.steps + 10 + 20 * scheduler.choices.pick(3);
      scheduler.releases = stages.shift() ?? ['N+1'];
      scheduler.tell('world', `new processes run ${scheduler.releases.join(' or ')} from now on`);
    },
  });
  return () => stages.length === 0 && scheduler.idle;
}
